/// Commands from Kafka, a berth at a time, and events back.
@NullMarked
package dev.plimsoll.builder.lane;

import org.jspecify.annotations.NullMarked;
