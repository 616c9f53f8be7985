/// Strategies: which build starts next, with what. Each is a pure function of a
/// [dev.plimsoll.planning.schedule.SchedulerState], called anew whenever something has changed: by
/// the dispatcher with what really happened, by the simulator with what is predicted.
@NullMarked
package dev.plimsoll.planning.strategy;

import org.jspecify.annotations.NullMarked;
