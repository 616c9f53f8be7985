/// Periodic tasks of a process, each in its own thread: paced, woken, backed off, counted, checked
/// and stopped.
///
/// {@link PeriodicWork} is a task, {@link RunningWork} lists all of this process, and {@link
/// WorkCheck} reports ill ones in `/q/health/well`.
@NullMarked
package dev.plimsoll.periodic;

import org.jspecify.annotations.NullMarked;
