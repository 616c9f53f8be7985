package dev.plimsoll.devstack.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A server's process, found by its pid file.
public final class ServerProcess {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private final ProcessHandle process;

  private ServerProcess(ProcessHandle process) {
    this.process = process;
  }

  /// The running one. A number left over in the file that now belongs to another process is not
  /// taken for it: program and argument must be ours.
  ///
  /// @param program file name of what it runs
  /// @param argument one of its arguments, which names its data directory
  public static Optional<ServerProcess> of(Path pidFile, String program, String argument)
      throws IOException {
    if (!Files.isRegularFile(pidFile)) {
      return Optional.empty();
    }
    String pid = Files.readString(pidFile).strip();
    if (!pid.matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(ProcessHandle::isAlive)
        .filter(process -> runs(process.info(), program, argument))
        .map(ServerProcess::new);
  }

  // Without the right to look at it, it is not ours.
  private static boolean runs(ProcessHandle.Info info, String program, String argument) {
    return info.command().map(command -> Path.of(command).endsWith(program)).orElse(false)
        && info.arguments().map(Arrays::asList).map(all -> all.contains(argument)).orElse(false);
  }

  /// Asks it to stop and waits for its end.
  ///
  /// @throws IOException when it does not stop within a minute
  public void stop() throws IOException {
    process.destroy();
    awaitEnd(process, "the server");
  }

  /// Waits for the end of a server that was asked to stop.
  ///
  /// @param server its name in the error
  /// @throws IOException when it does not stop within a minute
  public static void awaitEnd(ProcessHandle process, String server) throws IOException {
    try {
      process.onExit().get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException(server + ", pid " + process.pid() + ", does not stop", e);
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
