/// Load lines: what builds may use of a server, and what they use. Its databases share one.
@NullMarked
package dev.plimsoll.planner.loadline;

import org.jspecify.annotations.NullMarked;
