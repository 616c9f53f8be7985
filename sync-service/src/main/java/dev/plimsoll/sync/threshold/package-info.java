/// Thresholds of reading by windows: the current ones, for all processes, and every change with
/// its author, time and reason.
@NullMarked
package dev.plimsoll.sync.threshold;

import org.jspecify.annotations.NullMarked;
