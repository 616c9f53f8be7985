/// Compacted topics, read whole by every process.
@NullMarked
package dev.plimsoll.kafka.compacted;

import org.jspecify.annotations.NullMarked;
