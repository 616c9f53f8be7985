/// The log over HTTP: topics, partitions, batches by offset.
@NullMarked
package dev.plimsoll.materializer.log;

import org.jspecify.annotations.NullMarked;
