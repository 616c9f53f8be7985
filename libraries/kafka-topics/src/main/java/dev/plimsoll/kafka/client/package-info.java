/// Kafka clients: the one place for their properties, so that none omits how a secured Kafka is
/// reached.
@NullMarked
package dev.plimsoll.kafka.client;

import org.jspecify.annotations.NullMarked;
