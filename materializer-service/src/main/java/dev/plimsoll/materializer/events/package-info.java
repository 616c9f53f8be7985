/// The ingress by Kafka: messages of `log.events`, and dead letters for refused ones.
@NullMarked
package dev.plimsoll.materializer.events;

import org.jspecify.annotations.NullMarked;
