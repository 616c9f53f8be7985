/// Plans: made on request, or after a load.
@NullMarked
package dev.plimsoll.planner.plan;

import org.jspecify.annotations.NullMarked;
