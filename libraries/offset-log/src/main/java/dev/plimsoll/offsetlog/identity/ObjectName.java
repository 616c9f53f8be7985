package dev.plimsoll.offsetlog.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// The name of an object: its bucket and its key. Neither name holds a line break.
public record ObjectName(String bucket, String key) {

  /// What `md5(bucket || E'\n' || key)::uuid` is in SQL: short enough for an index, however long
  /// the names are.
  public UUID id() {
    return digest((bucket + "\n" + key).getBytes(StandardCharsets.UTF_8));
  }

  /// The MD5 digest of some bytes.
  public static UUID digest(byte[] bytes) {
    try {
      ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(bytes));
      return new UUID(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
