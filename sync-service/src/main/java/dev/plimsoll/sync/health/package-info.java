/// Readiness: database, bucket, Kafka.
@NullMarked
package dev.plimsoll.sync.health;

import org.jspecify.annotations.NullMarked;
