/// The planner: facts, rules and a load line in, a sized and scheduled plan out.
@NullMarked
package dev.plimsoll.planning.plan;

import org.jspecify.annotations.NullMarked;
