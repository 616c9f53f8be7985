/// Kafka: topics, the outbox's relay, incoming commands and commits.
@NullMarked
package dev.plimsoll.sync.messaging;

import org.jspecify.annotations.NullMarked;
