package dev.plimsoll.cli.local;

import dev.plimsoll.devstack.process.ChildEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Reaper that ends the services when this process has ended without doing so, for example by
/// SIGKILL.
///
/// A shell reads the services' process ids from a pipe that this process holds open. The kernel
/// closes it however this process ends, and the shell then ends the services. It works for any
/// program, also while it starts. One whose id this process had no time to tell is found by a mark
/// in its environment, where there is `/proc`.
public final class ServiceReaper implements AutoCloseable {
  private static final String MARK = "STARTED_BY_PLIMSOLL";

  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      pids=
      starting=
      while read -r verb pid; do
        case $verb in
          start) starting="$starting $pid" ;;
          watch) pids="$pids $pid" ;;
          started)
            kept=
            for s in $starting; do [ "$s" = "$pid" ] || kept="$kept $s"; done
            starting=$kept ;;
          forget)
            kept=
            for p in $pids; do [ "$p" = "$pid" ] || kept="$kept $p"; done
            pids=$kept ;;
          done) exit 0 ;;
        esac
      done
      [ -n "$pids$starting" ] || exit 0
      [ -z "$pids" ] || kill -s TERM -- $pids 2>/dev/null
      for tenth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        for s in $starting; do
          for found in $(printf %s "$s" | grep -lFf - /proc/[0-9]*/environ 2>/dev/null); do
            p=${found#/proc/}
            p=${p%/environ}
            case " $pids " in
              *" $p "*) ;;
              *) pids="$pids $p"; kill -s TERM -- "$p" 2>/dev/null ;;
            esac
          done
        done
        alive=$starting
        for p in $pids; do kill -s 0 -- "$p" 2>/dev/null && alive="$alive $p"; done
        [ -n "$alive" ] || exit 0
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

  /// Starts a process that is watched from its beginning.
  ///
  /// @throws IOException where it could not be started
  Process launch(ProcessBuilder builder) throws IOException {
    String mark = UUID.randomUUID().toString();
    builder.environment().put(MARK, mark);
    starting(mark);
    try {
      Process process = builder.start();
      watch(process.pid());
      return process;
    } finally {
      tell("started " + mark);
    }
  }

  void starting(String mark) {
    tell("start " + mark);
  }

  /// As when this process is killed.
  void abandon() throws IOException {
    shell.outputWriter().close();
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
