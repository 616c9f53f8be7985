/// Kafka: topics, reading messages, sending what the outbox holds.
@NullMarked
package dev.plimsoll.planner.messaging;

import org.jspecify.annotations.NullMarked;
