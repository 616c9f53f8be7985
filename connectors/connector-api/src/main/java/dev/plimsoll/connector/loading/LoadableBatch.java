package dev.plimsoll.connector.loading;

import java.util.UUID;

/// Batch that has its offsets.
///
/// @param bytes of the object
public record LoadableBatch(
    UUID readTaskId, long sequence, String objectKey, long bytes, long baseOffset, long rows) {

  /// First offset after it.
  public long nextOffset() {
    return baseOffset + rows;
  }
}
