/// Lanes: commands from Kafka, one for each slot, and events back.
@NullMarked
package dev.plimsoll.builder.lane;

import org.jspecify.annotations.NullMarked;
