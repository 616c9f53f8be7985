package dev.plimsoll.systemtests.howto;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs what is written for a shell, with `bash`, in a folder of its own.
public final class Shell {
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(4);
  private static final String STATUS = "HTTP status ";

  /// What it makes `curl` tell, past what the page says, so that a refusal is not taken for an
  /// answer.
  private static final String CURL_SETTINGS =
      "write-out = \"%{stderr}" + STATUS + "%{http_code}\\n\"\n";

  private final Path folder;
  private final Map<String, String> environment;

  /// @param folder where files are that are named without a folder
  /// @param environment that is set besides this process' own
  public Shell(Path folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    Files.writeString(folder.resolve(".curlrc"), CURL_SETTINGS);
  }

  /// @param statuses of HTTP, in the order of what `curl` was asked
  public record Ended(int exitCode, String out, String err) {
    public List<Integer> statuses() {
      return err.lines()
          .filter(line -> line.startsWith(STATUS))
          .map(line -> Integer.valueOf(line.substring(STATUS.length())))
          .toList();
    }
  }

  /// @throws IllegalStateException when it does not end
  public Ended run(String commands) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-eu", "-o", "pipefail", "-c", commands)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("CURL_HOME", folder.toString());
    Process process = builder.start();
    if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IllegalStateException("does not end: " + commands);
    }
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
