package dev.plimsoll.devstack.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Process of a server, found by its pid file.
///
/// @param name of the server, in errors
/// @param stopSignal that stops it cleanly
public record ServerProcess(ProcessHandle process, String name, String stopSignal) {
  /// The PostgreSQL that runs on a data directory, if any.
  public static Optional<ServerProcess> ofPostgres(Path dataDirectory) throws IOException {
    // Line 1 is the process id, line 2 the data directory.
    List<String> lines = lines(dataDirectory.resolve("postmaster.pid"));
    if (lines.size() < 2 || !Path.of(lines.get(1)).equals(dataDirectory)) {
      return Optional.empty();
    }
    return running(lines.getFirst())
        .filter(process -> runs(process, "postgres"))
        // As `pg_ctl stop -m fast`: TERM would wait for every session to end.
        .map(process -> new ServerProcess(process, "PostgreSQL", "INT"));
  }

  /// The server of a pid file, if it runs. A stale id of another process does not count: program
  /// and argument must be ours.
  ///
  /// @param program file name of its executable
  /// @param argument that names its data directory
  public static Optional<ServerProcess> of(Path pidFile, String program, String argument)
      throws IOException {
    List<String> lines = lines(pidFile);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    return running(lines.getFirst())
        .filter(process -> runs(process, program) && hasArgument(process, argument))
        .map(process -> new ServerProcess(process, "the server", "TERM"));
  }

  private static List<String> lines(Path pidFile) throws IOException {
    if (!Files.isRegularFile(pidFile)) {
      return List.of();
    }
    try {
      return Files.readAllLines(pidFile);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static Optional<ProcessHandle> running(String pid) {
    String number = pid.strip();
    return number.matches("[0-9]{1,18}")
        ? ProcessHandle.of(Long.parseLong(number)).filter(ProcessHandle::isAlive)
        : Optional.empty();
  }

  // A process that may not be inspected is not ours.
  private static boolean runs(ProcessHandle process, String program) {
    return process.info().command().map(path -> Path.of(path).endsWith(program)).orElse(false);
  }

  private static boolean hasArgument(ProcessHandle process, String argument) {
    return process.info().arguments().map(all -> List.of(all).contains(argument)).orElse(false);
  }

  public long pid() {
    return process.pid();
  }

  /// Stops the server cleanly, ends its sessions with a rollback, and returns at its end.
  ///
  /// @throws IOException when it does not stop within a minute
  public void stop() throws IOException {
    // Java itself sends only TERM and KILL.
    new ProcessBuilder("kill", "-" + stopSignal, Long.toString(pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    try {
      process.onExit().get(60, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException(name + ", pid " + pid() + ", does not stop", e);
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
