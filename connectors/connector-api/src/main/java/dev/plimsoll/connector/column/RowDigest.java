package dev.plimsoll.connector.column;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Digest of a set of rows, independent of their order: the sum, modulo 2^64, of the first 64 bits
/// of each row text's MD5. Every PostgreSQL has MD5; it guards against loss, not forgery.
public final class RowDigest {
  private final MessageDigest md5;
  private long rows;
  private long sum;

  public RowDigest() {
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  public void add(ByteBuilder rowText) {
    md5.update(rowText.array(), 0, rowText.size());
    sum += ByteBuilder.int64(md5.digest(), 0);
    rows++;
  }

  public void add(RowDigest other) {
    rows += other.rows;
    sum += other.sum;
  }

  public long rows() {
    return rows;
  }

  /// 16 hexadecimal digits.
  public String hex() {
    return hex(sum);
  }

  public static String hex(long sum) {
    return String.format("%016x", sum);
  }
}
