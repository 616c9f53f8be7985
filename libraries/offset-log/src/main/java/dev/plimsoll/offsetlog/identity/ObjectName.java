package dev.plimsoll.offsetlog.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// An object's bucket and key, without line breaks.
public record ObjectName(String bucket, String key) {

  /// `md5(bucket || E'\n' || key)::uuid` in SQL: short enough for an index.
  public UUID id() {
    return digest((bucket + "\n" + key).getBytes(StandardCharsets.UTF_8));
  }

  /// MD5.
  public static UUID digest(byte[] bytes) {
    try {
      ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(bytes));
      return new UUID(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
