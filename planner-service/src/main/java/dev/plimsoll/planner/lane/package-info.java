/// Lanes of builds and their slots, which can be added while builds are under way.
@NullMarked
package dev.plimsoll.planner.lane;

import org.jspecify.annotations.NullMarked;
