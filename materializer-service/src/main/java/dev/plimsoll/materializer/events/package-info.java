/// The ingress by Kafka: messages of `log.events`, and dead letters for those that are refused.
@NullMarked
package dev.plimsoll.materializer.events;

import org.jspecify.annotations.NullMarked;
