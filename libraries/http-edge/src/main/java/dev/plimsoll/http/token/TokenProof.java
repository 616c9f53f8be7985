package dev.plimsoll.http.token;

import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A proof that a client knows the token without sending it: by the nonce of that service's start,
/// which its refusal tells. Good for GET alone.
public final class TokenProof {
  private static final Pattern NONCE = Pattern.compile("Plimsoll nonce=\"([0-9a-f]{32})\"");

  private TokenProof() {}

  /// Nonce of the service that refused, where it made one.
  ///
  /// @param challenges values of `WWW-Authenticate`
  public static Optional<String> nonce(List<String> challenges) {
    return challenges.stream()
        .map(NONCE::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }

  /// Value of `Authorization` that reads at one address.
  public static String header(String token, String nonce, URI address) {
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    TokenHash hash = new TokenHash(HexFormat.of().formatHex(TokenHash.sha256(token)));
    return "Plimsoll " + hash.proof(nonce, address.getRawPath() + query);
  }
}
