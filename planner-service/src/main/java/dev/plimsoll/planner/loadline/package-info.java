/// Load lines as people see them: limits, usage and forecast.
@NullMarked
package dev.plimsoll.planner.loadline;

import org.jspecify.annotations.NullMarked;
