/// An in-JVM Kafka broker.
@NullMarked
package dev.plimsoll.devstack.kafka;

import org.jspecify.annotations.NullMarked;
