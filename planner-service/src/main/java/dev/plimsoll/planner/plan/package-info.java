/// Plans: made on request, or because a load has ended.
@NullMarked
package dev.plimsoll.planner.plan;

import org.jspecify.annotations.NullMarked;
