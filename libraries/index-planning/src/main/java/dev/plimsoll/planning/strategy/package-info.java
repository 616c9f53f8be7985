/// Strategies: which build starts next, with which option. Each is a pure function of a
/// [dev.plimsoll.planning.schedule.SchedulerState], called at each change by the dispatcher and by
/// the simulator.
@NullMarked
package dev.plimsoll.planning.strategy;

import org.jspecify.annotations.NullMarked;
