package dev.plimsoll.cli.local;

import dev.plimsoll.devstack.process.ChildEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reaper that ends the services when this process has ended without doing so, for example by
/// SIGKILL.
///
/// A shell reads the services' process ids from a pipe that this process holds open. The kernel
/// closes it however this process ends, and the shell then ends the services. It works for any
/// program, also while it starts.
public final class ServiceReaper implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      pids=
      while read -r verb pid; do
        case $verb in
          watch) pids="$pids $pid" ;;
          forget)
            kept=
            for p in $pids; do [ "$p" = "$pid" ] || kept="$kept $p"; done
            pids=$kept ;;
          done) exit 0 ;;
        esac
      done
      [ -n "$pids" ] || exit 0
      kill -s TERM -- $pids 2>/dev/null
      for tenth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        kill -s 0 -- $pids 2>/dev/null || exit 0
        sleep 0.1
      done
      kill -s KILL -- $pids 2>/dev/null
      """;

  private final Process shell;

  private ServiceReaper(Process shell) {
    this.shell = shell;
  }

  /// @param home shown in the list of processes
  static ServiceReaper start(DataHome home) {
    return start(home.path());
  }

  /// Of any processes of this one.
  ///
  /// @param shown in the list of processes
  public static ServiceReaper start(Path shown) {
    List<String> command = new ArrayList<>(Session.PREFIX);
    command.addAll(List.of("sh", "-c", SCRIPT, "plimsoll-service-reaper", shown.toString()));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      ChildEnvironment.keepNeeded(builder.environment());
      return new ServiceReaper(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param pid of a process; negative: of the leader of a group, for all of the group
  public void watch(long pid) {
    tell("watch " + pid);
  }

  public void forget(long pid) {
    tell("forget " + pid);
  }

  /// Leaves the services running.
  @Override
  public void close() {
    tell("done");
  }

  private synchronized void tell(String line) {
    try {
      shell.outputWriter().append(line).append('\n').flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the reaper of the services is gone", e);
    }
  }
}
