/// The one place where Kafka clients that are made by hand get their properties, so that none of
/// them leaves out how a secured Kafka is reached.
@NullMarked
package dev.plimsoll.kafka.client;

import org.jspecify.annotations.NullMarked;
