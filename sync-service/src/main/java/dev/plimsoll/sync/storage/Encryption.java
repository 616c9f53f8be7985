package dev.plimsoll.sync.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Encryption that the store is asked for when an object is begun. With nulls, the bucket's own
/// default holds.
///
/// @param kind `AES256`, `aws:kms` or `aws:kms:dsse`
/// @param kmsKey id or ARN; null for the account's own
record Encryption(@Nullable String kind, @Nullable String kmsKey) {
  private static final List<String> KINDS = List.of("AES256", "aws:kms", "aws:kms:dsse");

  /// @throws IllegalArgumentException for another kind, or a key without aws:kms
  Encryption {
    if (kind != null && !KINDS.contains(kind)) {
      throw new IllegalArgumentException(
          "plimsoll.s3.server-side-encryption is one of %s, not \"%s\""
              .formatted(String.join(", ", KINDS), kind));
    }
    if (kmsKey != null && (kind == null || !kind.startsWith("aws:kms"))) {
      throw new IllegalArgumentException(
          "plimsoll.s3.kms-key needs plimsoll.s3.server-side-encryption to be aws:kms or"
              + " aws:kms:dsse");
    }
  }

  static Encryption of(StorageConfig config) {
    return new Encryption(config.serverSideEncryption().orElse(null), config.kmsKey().orElse(null));
  }
}
