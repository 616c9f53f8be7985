package dev.plimsoll.http.token;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/// The API's token, known only by its hash. A service with neither of the two does not start. The
/// hash is a secret, too: whoever has it can read.
@ConfigMapping(prefix = "plimsoll.api")
public interface ApiTokenConfig {
  /// SHA-256 of the token's UTF-8 bytes as 64 hexadecimal digits; a secret, since it lets read.
  /// Needed where `plimsoll.api.token-sha256-file` names no file.
  Optional<String> tokenSha256();

  /// A file with such hashes, one a line: every token of these is good. It is read again while the
  /// service runs, so that a token can be replaced by another, and goes before
  /// `plimsoll.api.token-sha256`.
  Optional<Path> tokenSha256File();
}
