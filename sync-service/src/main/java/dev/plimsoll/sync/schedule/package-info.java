/// Extracts by the clock: when they are due, who starts them, what became of them.
@NullMarked
package dev.plimsoll.sync.schedule;

import org.jspecify.annotations.NullMarked;
