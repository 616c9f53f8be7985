package dev.plimsoll.sync.extract;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Complete object of a read task: a batch of the log once it is announced.
///
/// @param sequence in its read task
/// @param bytes of the object
/// @param digest that source and file were found to have in common; null where none was asked for
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
