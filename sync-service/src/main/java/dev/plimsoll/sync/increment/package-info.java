/// Increments: what is new in a table since the last time, without losing rows that are committed
/// late, and how far that is.
@NullMarked
package dev.plimsoll.sync.increment;

import org.jspecify.annotations.NullMarked;
