package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;

/// A range of bytes of an object.
public record ObjectRange(
    @Within(Bound.BUCKET) String bucket,
    @Within(Bound.OBJECT_KEY) String key,
    @JsonProperty(required = true) @Within(Bound.BYTE_OFFSET) long byteOffset,
    @Within(Bound.BYTE_LENGTH) long byteLength) {
  public ObjectRange {
    if (byteOffset < 0 || byteLength < 1) {
      throw new IllegalArgumentException("byteOffset must be 0 or more, byteLength 1 or more");
    }
  }
}
