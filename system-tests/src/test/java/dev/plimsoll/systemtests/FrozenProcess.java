package dev.plimsoll.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;

/// A process that SIGSTOP holds: it keeps its connections and locks and does nothing. Closing this
/// lets it go on.
///
/// A shell waits on a pipe whose other end this JVM holds: however the JVM ends, the process is
/// let go, and ends as it would have.
final class FrozenProcess implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      kill -STOP "$1" || exit 1
      echo stopped
      read -r line
      kill -CONT "$1"
      """;

  private final Process shell;

  private FrozenProcess(Process shell) {
    this.shell = shell;
  }

  /// @param pid of a process that this test, or what it has started, has started
  static FrozenProcess of(long pid) {
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", SCRIPT, "plimsoll-freezer", Long.toString(pid))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (shell.inputReader().readLine() == null) {
        throw new IllegalStateException("process " + pid + " cannot be stopped");
      }
      return new FrozenProcess(shell);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      shell.outputWriter().close();
      shell.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
