/// The thresholds of reading by windows of ids: what holds now, for all processes, and every change
/// of it with who, when and why.
@NullMarked
package dev.plimsoll.sync.threshold;

import org.jspecify.annotations.NullMarked;
