package dev.plimsoll.connector.storage;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Optional;

/// Bucket of objects. Whoever provides it repeats what may pass. Thread-safe.
///
/// All methods that reach the store throw {@link PlimsollException} STORAGE_REFUSED,
/// STORAGE_UNTRUSTED or STORAGE_UNAVAILABLE.
public interface ObjectStorage {
  /// Name of the bucket, without a scheme.
  String bucket();

  /// URL of an object, by which other systems read it.
  default String url(String key) {
    return "s3://" + bucket() + "/" + key;
  }

  /// Object of a known length, read by ranges.
  ObjectBytes open(String key, long length);

  /// Whole content of a small object; empty where there is none.
  Optional<byte[]> content(String key);

  /// Begins an object. Nothing is visible under its key before it is completed.
  ObjectWriter upload(String key);
}
