package dev.plimsoll.http.token;

import io.smallrye.config.ConfigMapping;

/// The API's token, known only by its hash.
@ConfigMapping(prefix = "plimsoll.api")
public interface ApiTokenConfig {
  /// SHA-256 of the token's UTF-8 bytes as 64 hexadecimal digits. There is no default: a service
  /// without it does not start. It is a secret, too: whoever has it can read.
  String tokenSha256();
}
