/// Kafka topics of a service: created at its start where missing, with the partitions of
/// [dev.plimsoll.contracts.message.Topic], else counted.
///
/// Another number of partitions is the service's concern: for a lane it is the number of slots, for
/// a topic with keys another order.
@NullMarked
package dev.plimsoll.kafka.topics;

import org.jspecify.annotations.NullMarked;
