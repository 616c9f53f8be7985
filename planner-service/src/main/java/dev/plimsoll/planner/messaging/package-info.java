/// Kafka: topics, reading of messages, relay of the outbox.
@NullMarked
package dev.plimsoll.planner.messaging;

import org.jspecify.annotations.NullMarked;
