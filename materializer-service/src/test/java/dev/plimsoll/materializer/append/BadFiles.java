package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// Every way to spoil a file, for every ingress path.
public final class BadFiles {
  /// A good file of two batches.
  static final String GOOD =
      Json.write(LogClient.file("bad.input", 1, "bad.producer", "bad/key", 7, 2));

  /// @param reason part of what the ingress path says of it
  public record Bad(String json, String reason) {
    @Override
    public String toString() {
      return reason + ": " + json;
    }
  }

  private BadFiles() {}

  /// A line each in `bad-files.txt`: what is replaced | by what | the reason.
  public static List<Bad> all() {
    try (InputStream table =
        Objects.requireNonNull(BadFiles.class.getResourceAsStream("/bad-files.txt"))) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\\|", 3))
          .map(part -> bad(part[0].strip(), part[1].strip(), part[2].strip()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Bad bad(String part, String instead, String reason) {
    if (!GOOD.contains(part)) {
      throw new IllegalStateException("a good file has no " + part);
    }
    return new Bad(GOOD.replace(part, instead), reason);
  }
}
