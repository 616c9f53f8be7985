package dev.plimsoll.seal;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reader of key files, one key a line; empty lines are ignored.
public final class KeyFile {
  /// Makes guessing hopeless even for keys that are not random.
  static final int SHORTEST_KEY = 32;

  private static final long LARGEST = 64 << 10;

  private KeyFile() {}

  /// @return at least one key, in the file's order
  /// @throws PlimsollException START_FAILED where it is unreadable, has no key or a short one;
  ///     without its content
  public static List<SealKey> read(Path file) {
    List<String> lines;
    try {
      if (Files.size(file) > LARGEST) {
        throw refused(file, "has more than 64 KiB");
      }
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw refused(file, "cannot be read: " + e.getClass().getSimpleName());
    }
    List<SealKey> keys =
        lines.stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .peek(
                line -> {
                  if (line.length() < SHORTEST_KEY) {
                    throw refused(file, "has a key of fewer than 32 characters");
                  }
                })
            .map(line -> SealKey.of(line.getBytes(StandardCharsets.UTF_8)))
            .toList();
    if (keys.isEmpty()) {
      throw refused(file, "holds no key");
    }
    return keys;
  }

  private static PlimsollException refused(Path file, String why) {
    return new PlimsollException(
        ErrorCode.START_FAILED, "the file of messages' keys, " + file + ", " + why);
  }
}
