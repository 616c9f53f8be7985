package dev.plimsoll.http.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Compares tokens by hash, in a time that does not depend on where they differ.
final class TokenHash {
  private final byte[] expected;

  /// @param sha256 64 hexadecimal digits
  /// @throws IllegalArgumentException for anything else
  TokenHash(String sha256) {
    if (sha256.length() != 64) {
      throw new IllegalArgumentException(
          "plimsoll.api.token-sha256 must be 64 hexadecimal digits: the SHA-256 of the token");
    }
    expected = HexFormat.of().parseHex(sha256);
  }

  boolean matches(String token) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return MessageDigest.isEqual(expected, digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
