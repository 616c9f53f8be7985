/// Transactional outbox: a state change and its messages are one transaction of PostgreSQL. A relay
/// sends the messages to Kafka in order, at least once, always with the same CloudEvent id.
@NullMarked
package dev.plimsoll.outbox;

import org.jspecify.annotations.NullMarked;
