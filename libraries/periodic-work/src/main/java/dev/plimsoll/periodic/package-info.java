/// What a process does again and again, each in a thread of its own: paced, woken, backed off after
/// failures, counted, seen in health, stopped.
///
/// {@link PeriodicWork} is one such task. {@link RunningWork} knows all of this process;
/// {@link WorkCheck} says in `/q/health/well` which of them fail or stand still.
@NullMarked
package dev.plimsoll.periodic;

import org.jspecify.annotations.NullMarked;
