/// Kafka topics and producers of this service.
@NullMarked
package dev.plimsoll.materializer.kafka;

import org.jspecify.annotations.NullMarked;
