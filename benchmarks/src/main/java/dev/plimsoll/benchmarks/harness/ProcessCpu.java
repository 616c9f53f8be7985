package dev.plimsoll.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// CPU time of a process on this machine and of its children, those that have ended included: what
/// `/proc` says of it, of them and of what it has reaped. On systems without `/proc` it is NaN.
///
/// @param process its id
public record ProcessCpu(long process) {
  // USER_HZ is 100 on every Linux that runs Java.
  private static final double TICKS_A_SECOND = 100;
  private static final int UTIME = 11;

  /// Of a PostgreSQL server, all its processes together.
  ///
  /// @param dataDirectory of the server
  public static ProcessCpu ofPostgres(Path dataDirectory) throws IOException {
    try (Stream<String> lines = Files.lines(dataDirectory.resolve("postmaster.pid"))) {
      return new ProcessCpu(Long.parseLong(lines.findFirst().orElseThrow().strip()));
    }
  }

  /// So far, since the process started.
  public double seconds() {
    double own = ticks(process, true);
    double children =
        ProcessHandle.of(process).stream()
            .flatMap(ProcessHandle::children)
            .mapToDouble(child -> ticks(child.pid(), false))
            .filter(ticks -> !Double.isNaN(ticks))
            .sum();
    return (own + children) / TICKS_A_SECOND;
  }

  private static double ticks(long pid, boolean withReaped) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name before may hold anything, blanks and parentheses too.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double ticks = 0;
      for (int i = UTIME; i < UTIME + (withReaped ? 4 : 2); i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
