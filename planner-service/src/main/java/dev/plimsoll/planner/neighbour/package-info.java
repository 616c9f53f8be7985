/// Other services, as far as the planner asks them.
@NullMarked
package dev.plimsoll.planner.neighbour;

import org.jspecify.annotations.NullMarked;
