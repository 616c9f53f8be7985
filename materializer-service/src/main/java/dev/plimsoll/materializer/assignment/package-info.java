/// From the manifest into segments: whole partitions are claimed, and their batches get contiguous
/// offsets. The cold path.
@NullMarked
package dev.plimsoll.materializer.assignment;

import org.jspecify.annotations.NullMarked;
