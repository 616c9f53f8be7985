/// The transactional outbox: a state change and the messages it causes are one transaction of
/// PostgreSQL; a relay sends the messages to Kafka in their order, at least once, each with the
/// same CloudEvent id however often it is sent.
@NullMarked
package dev.plimsoll.outbox;

import org.jspecify.annotations.NullMarked;
