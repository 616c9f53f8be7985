/// Claims and commands: a build goes to a free slot when the load line has room. What
/// waiting builds will take of it.
@NullMarked
package dev.plimsoll.planner.dispatch;

import org.jspecify.annotations.NullMarked;
