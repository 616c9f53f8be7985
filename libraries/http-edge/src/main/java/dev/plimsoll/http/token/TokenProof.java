package dev.plimsoll.http.token;

import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Proof that a client knows the token, without sending it, for the nonce of a service's start.
/// This one is valid for GET only.
public final class TokenProof {
  private static final Pattern NONCE = Pattern.compile("Plimsoll nonce=\"([0-9a-f]{32})\"");

  private TokenProof() {}

  /// Nonce in a refusal's challenges, if any.
  ///
  /// @param challenges values of `WWW-Authenticate`
  public static Optional<String> nonce(List<String> challenges) {
    return challenges.stream()
        .map(NONCE::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }

  /// Value of `Authorization` for reading one address.
  public static String header(String token, String nonce, URI address) {
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    TokenHash hash = new TokenHash(HexFormat.of().formatHex(TokenHash.sha256(token)));
    return "Plimsoll " + hash.proof(nonce, address.getRawPath() + query);
  }
}
