/// The Kafka side: where it is, the topics this service owns, what it sends with.
@NullMarked
package dev.plimsoll.materializer.kafka;

import org.jspecify.annotations.NullMarked;
