/// Schedules of extracts: when they are due, who starts them, and their outcome.
@NullMarked
package dev.plimsoll.sync.schedule;

import org.jspecify.annotations.NullMarked;
