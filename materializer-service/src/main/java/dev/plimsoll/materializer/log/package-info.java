/// The log as readers see it: topics, partitions, batches by offset.
@NullMarked
package dev.plimsoll.materializer.log;

import org.jspecify.annotations.NullMarked;
