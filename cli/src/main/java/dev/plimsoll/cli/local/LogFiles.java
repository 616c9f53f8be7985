package dev.plimsoll.cli.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// Log files of processes, appended across starts and limited in size.
final class LogFiles {
  private static final long ROTATE_AT_BYTES = 32L << 20;

  private LogFiles() {}

  /// A process without input whose output goes to a log.
  static ProcessBuilder process(List<String> line, Path log) {
    return new ProcessBuilder(line)
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  /// Renames a large log to `NAME.log.1` before a start.
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
