/// Commands from Kafka, a slot at a time, and events back.
@NullMarked
package dev.plimsoll.builder.lane;

import org.jspecify.annotations.NullMarked;
