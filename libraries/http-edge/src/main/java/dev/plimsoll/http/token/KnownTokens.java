package dev.plimsoll.http.token;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Currently valid tokens. A token added to the file is valid at once; a removed one for half a
/// second more. A file that becomes unreadable changes nothing.
///
/// A wrong token costs a look at the file's date and size; the file is read only where they differ.
final class KnownTokens {
  private static final Logger LOG = Logger.getLogger(KnownTokens.class);
  private static final long READ_AGAIN_NANOS = Duration.ofMillis(500).toNanos();

  private final @Nullable Path file;
  private final LongSupplier nanoClock;
  private volatile List<TokenHash> known;
  private volatile long readAt;
  private volatile @Nullable FileState state;

  /// What tells without a read whether the file has changed.
  private record FileState(FileTime modified, long bytes, @Nullable Object fileKey) {}

  /// @throws IllegalArgumentException without a hash, or for an invalid one
  /// @throws UncheckedIOException when the file cannot be read
  KnownTokens(ApiTokenConfig config, LongSupplier nanoClock) {
    this.file = config.tokenSha256File().orElse(null);
    this.nanoClock = nanoClock;
    readAt = nanoClock.getAsLong();
    state = file == null ? null : stateOf(file);
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
    if (file != null && nanoClock.getAsLong() - readAt > READ_AGAIN_NANOS) {
      readAgain(file, stateOf(file));
    }
    // Taken before the tokens: it is set after them, so they are at least as new.
    @Nullable FileState before = state;
    if (known.stream().anyMatch(wanted)) {
      return true;
    }
    @Nullable FileState now = file == null ? null : stateOf(file);
    if (file == null || Objects.equals(now, before)) {
      return false;
    }
    readAgain(file, now);
    return known.stream().anyMatch(wanted);
  }

  /// @param found taken before the read, so that a change during it is seen by the next wrong token
  private void readAgain(Path file, @Nullable FileState found) {
    readAt = nanoClock.getAsLong();
    try {
      List<TokenHash> now = read(file);
      if (!now.isEmpty()) {
        known = now;
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warnf("plimsoll.api.token-sha256-file cannot be used, the tokens of before stay: %s", e);
    }
    state = found;
  }

  private static @Nullable FileState stateOf(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileState(now.lastModifiedTime(), now.size(), now.fileKey());
    } catch (IOException e) {
      return null;
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
