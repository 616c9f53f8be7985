package dev.plimsoll.cli.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// Log files of processes: they stay from one start to the next, and do not grow for ever.
final class LogFiles {
  private static final long ROTATE_AT_BYTES = 32L << 20;

  private LogFiles() {}

  /// A process that reads nothing and appends what it prints to a log.
  static ProcessBuilder process(List<String> line, Path log) {
    return new ProcessBuilder(line)
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

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
