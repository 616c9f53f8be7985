/// What nobody needs any more is forgotten after its time.
@NullMarked
package dev.plimsoll.planner.forgetting;

import org.jspecify.annotations.NullMarked;
