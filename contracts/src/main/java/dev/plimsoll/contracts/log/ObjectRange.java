package dev.plimsoll.contracts.log;

/// A range of bytes of an object.
///
/// @param byteOffset first byte, 0 or more
/// @param byteLength 1 or more
public record ObjectRange(String bucket, String key, long byteOffset, long byteLength) {
  public ObjectRange {
    if (byteOffset < 0 || byteLength < 1) {
      throw new IllegalArgumentException("byteOffset must be 0 or more, byteLength 1 or more");
    }
  }
}
