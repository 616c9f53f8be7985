/// Schedules: jobs, their machine, and its load line.
@NullMarked
package dev.plimsoll.planning.schedule;

import org.jspecify.annotations.NullMarked;
