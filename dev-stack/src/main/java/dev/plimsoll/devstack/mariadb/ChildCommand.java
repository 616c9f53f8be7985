package dev.plimsoll.devstack.mariadb;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runner of programs that end by themselves.
///
/// @param environment added to this process' own
/// @param timeout after which a program is killed
/// @param folder to run in; null for this process' own
record ChildCommand(Map<String, String> environment, Duration timeout, @Nullable Path folder) {
  /// @param output of stdout and stderr
  record Result(int exitCode, String output) {

    /// The last line that is not blank.
    String reason() {
      return output.lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b).strip();
    }
  }

  /// @throws IOException when it cannot be started or does not end in time
  Result run(List<String> line) throws IOException {
    // A file, not a pipe, which would have to be read meanwhile.
    Path output = Files.createTempFile("plimsoll-", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile());
      if (folder != null) {
        builder.directory(folder.toFile());
      }
      builder.environment().putAll(environment);
      // Output in English, for a program.
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      try {
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException(line.getFirst() + " did not end within " + timeout);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException(line.getFirst() + " was interrupted");
      } finally {
        process.destroyForcibly();
      }
      return new Result(process.exitValue(), Files.readString(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
