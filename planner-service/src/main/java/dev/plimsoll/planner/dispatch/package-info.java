/// Claims and commands: a build goes to a free berth when the load line has room for it.
@NullMarked
package dev.plimsoll.planner.dispatch;

import org.jspecify.annotations.NullMarked;
