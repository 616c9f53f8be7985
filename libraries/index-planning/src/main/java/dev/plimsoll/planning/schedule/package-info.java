/// Jobs, the machine they run on, the load line, and what a schedule of them is.
@NullMarked
package dev.plimsoll.planning.schedule;

import org.jspecify.annotations.NullMarked;
