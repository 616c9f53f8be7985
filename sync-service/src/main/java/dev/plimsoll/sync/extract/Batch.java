package dev.plimsoll.sync.extract;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Batch of the log: one complete object of a read task.
///
/// @param sequence in its read task, from 0
/// @param digest that source and file have in common; null where they were not compared
/// @param lastKey of its last row; empty for a table that is streamed
public record Batch(
    UUID readTaskId,
    long sequence,
    String objectKey,
    long bytes,
    long rows,
    @Nullable String digest,
    List<String> lastKey) {

  Batch proven(String with) {
    return new Batch(readTaskId, sequence, objectKey, bytes, rows, with, lastKey);
  }
}
