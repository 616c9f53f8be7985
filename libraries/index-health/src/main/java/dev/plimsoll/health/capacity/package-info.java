/// Rules about what comes to an end: sequences, integer keys, partitions by time. Pure functions
/// of facts.
@NullMarked
package dev.plimsoll.health.capacity;

import org.jspecify.annotations.NullMarked;
