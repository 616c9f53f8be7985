package dev.plimsoll.http.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KnownTokensTest {
  @TempDir private Path folder;

  @Test
  void followsItsFile() throws Exception {
    // given
    Path file = Files.writeString(folder.resolve("hashes"), sha256("old") + "\n");
    KnownTokens tokens = tokens(config(Optional.of(sha256("fixed")), Optional.of(file)));
    assertThat(knows(tokens, "old")).isTrue();
    assertThat(knows(tokens, "new")).isFalse();
    assertThat(knows(tokens, "fixed")).isFalse();

    // when the two are good, the new one is at once
    Files.writeString(file, sha256("new") + "\n" + sha256("old"));
    assertThat(knows(tokens, "new")).isTrue();
    assertThat(knows(tokens, "old")).isTrue();

    // and what is named no more is soon not
    Files.writeString(file, sha256("new"));
    long until = System.nanoTime() + 5_000_000_000L;
    while (knows(tokens, "old") && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(knows(tokens, "old")).isFalse();

    // and a file that says nothing, or nonsense, lets nobody else in and nobody out
    for (String nonsense : new String[] {"", "x", "g".repeat(64)}) {
      Files.writeString(file, nonsense);
      assertThat(knows(tokens, "old")).isFalse();
      assertThat(knows(tokens, "new")).isTrue();
    }
    Files.delete(file);
    assertThat(knows(tokens, "old")).isFalse();
    assertThat(knows(tokens, "new")).isTrue();
  }

  @Test
  void readsItsFileForAWrongTokenOnlyWhereItHasChanged() throws Exception {
    // given a change that neither date nor size tells
    Path file = Files.writeString(folder.resolve("hashes"), sha256("old"));
    FileTime modified = Files.getLastModifiedTime(file);
    AtomicLong nanos = new AtomicLong();
    KnownTokens tokens = new KnownTokens(config(Optional.empty(), Optional.of(file)), nanos::get);
    Files.writeString(file, sha256("new"));
    Files.setLastModifiedTime(file, modified);

    // when wrong tokens come one after the other, then the file is not read
    for (int i = 0; i < 1_000; i++) {
      assertThat(knows(tokens, "new")).isFalse();
    }
    assertThat(knows(tokens, "old")).isTrue();

    // but it is when its time has come
    nanos.set(Duration.ofMillis(501).toNanos());
    assertThat(knows(tokens, "new")).isTrue();
    assertThat(knows(tokens, "old")).isFalse();
  }

  @Test
  void isNothingWithoutAHash() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    assertThatThrownBy(() -> tokens(config(Optional.empty(), Optional.empty())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tokens(config(Optional.empty(), Optional.of(empty))))
        .isInstanceOf(IllegalArgumentException.class);
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> tokens(config(Optional.empty(), Optional.of(missing))))
        .hasMessageContaining("token-sha256-file");
  }

  private static KnownTokens tokens(ApiTokenConfig config) {
    return new KnownTokens(config, System::nanoTime);
  }

  private static boolean knows(KnownTokens tokens, String token) {
    return tokens.anyMatches(hash -> hash.matches(token));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static ApiTokenConfig config(Optional<String> hash, Optional<Path> file) {
    return new ApiTokenConfig() {
      @Override
      public Optional<String> tokenSha256() {
        return hash;
      }

      @Override
      public Optional<Path> tokenSha256File() {
        return file;
      }
    };
  }
}
