package dev.plimsoll.http.token;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Digest of a request's body by SHA-256, as a client says it.
///
/// Source: [RFC 9530](https://www.rfc-editor.org/rfc/rfc9530#section-2), "The Content-Digest
/// Field".
final class BodyDigest {
  static final String HEADER = "Content-Digest";

  private static final Pattern SHA_256 = Pattern.compile("sha-256=:[A-Za-z0-9+/]{43}=:");

  private BodyDigest() {}

  /// Whether it is one digest by SHA-256 and nothing else.
  static boolean isDigest(@Nullable String header) {
    return header != null && SHA_256.matcher(header).matches();
  }

  static String of(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
