/// The Kafka topics that a service owns: made when it starts, where they are missing, with the
/// partitions that [dev.plimsoll.contracts.message.Topic] gives them, and counted where they are
/// there.
///
/// What another number of partitions means is for the service to say: for a lane it is more or
/// fewer slots, for a topic with keys another order.
@NullMarked
package dev.plimsoll.kafka.topics;

import org.jspecify.annotations.NullMarked;
