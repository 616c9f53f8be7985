package dev.plimsoll.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Log files, kept from one start to the next, and from growing for ever.
final class LogFiles {
  private static final long ROTATE_AT_BYTES = 32L << 20;

  private LogFiles() {}

  /// Before a start: a large log becomes `NAME.log.1`, in place of the one before.
  static void rotate(Path log) {
    try {
      if (Files.exists(log) && Files.size(log) > ROTATE_AT_BYTES) {
        Files.move(
            log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
