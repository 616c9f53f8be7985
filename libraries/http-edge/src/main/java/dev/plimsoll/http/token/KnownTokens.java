package dev.plimsoll.http.token;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Currently valid tokens. A token added to the file is valid at once; a removed one for half a
/// second more. A file that becomes unreadable changes nothing.
final class KnownTokens {
  private static final Logger LOG = Logger.getLogger(KnownTokens.class);
  private static final long READ_AGAIN_NANOS = Duration.ofMillis(500).toNanos();

  private final @Nullable Path file;
  private volatile List<TokenHash> known;
  private volatile long readAt = System.nanoTime();

  /// @throws IllegalArgumentException without a hash, or for an invalid one
  /// @throws UncheckedIOException when the file cannot be read
  KnownTokens(ApiTokenConfig config) {
    file = config.tokenSha256File().orElse(null);
    try {
      known =
          file != null ? read(file) : config.tokenSha256().map(TokenHash::new).stream().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("plimsoll.api.token-sha256-file cannot be read", e);
    }
    if (known.isEmpty()) {
      throw new IllegalArgumentException(
          "plimsoll.api.token-sha256 or plimsoll.api.token-sha256-file must give a token's hash");
    }
  }

  boolean anyMatches(Predicate<TokenHash> wanted) {
    if (System.nanoTime() - readAt > READ_AGAIN_NANOS) {
      readAgain();
    }
    if (known.stream().anyMatch(wanted)) {
      return true;
    }
    readAgain();
    return known.stream().anyMatch(wanted);
  }

  private void readAgain() {
    if (file == null) {
      return;
    }
    readAt = System.nanoTime();
    try {
      List<TokenHash> now = read(file);
      if (!now.isEmpty()) {
        known = now;
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warnf("plimsoll.api.token-sha256-file cannot be used, the tokens of before stay: %s", e);
    }
  }

  private static List<TokenHash> read(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .map(TokenHash::new)
        .toList();
  }
}
