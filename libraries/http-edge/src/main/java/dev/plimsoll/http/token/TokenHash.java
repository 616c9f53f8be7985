package dev.plimsoll.http.token;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Hash of a token, compared in constant time, and the proof of knowing the token.
final class TokenHash {
  private static final String HMAC = "HmacSHA256";

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
    return MessageDigest.isEqual(expected, sha256(token));
  }

  static byte[] sha256(String token) {
    try {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Proof for reading `path` at the service with `nonce`: HMAC-SHA-256 of the path by a session
  /// key, which is HMAC-SHA-256 of the nonce by the token's hash.
  ///
  /// @param path with its query, as requested
  /// @return 64 hexadecimal digits
  String proof(String nonce, String path) {
    return HexFormat.of().formatHex(hmac(hmac(expected, nonce), path));
  }

  boolean isProof(String proof, String nonce, String path) {
    return MessageDigest.isEqual(
        proof(nonce, path).getBytes(StandardCharsets.UTF_8),
        proof.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }
}
