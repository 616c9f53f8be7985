package dev.plimsoll.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// CPU time of a process and its children, ended ones included; NaN on systems without `/proc`.
public record ProcessCpu(long process) {
  private static final int UTIME = 11;

  /// CPU of a PostgreSQL server, all its processes together.
  public static ProcessCpu ofPostgres(Path dataDirectory) throws IOException {
    try (Stream<String> lines = Files.lines(dataDirectory.resolve("postmaster.pid"))) {
      return new ProcessCpu(Long.parseLong(lines.findFirst().orElseThrow().strip()));
    }
  }

  /// Seconds since the process started.
  public double seconds() {
    double own = ticks(process, true);
    double children =
        ProcessHandle.of(process).stream()
            .flatMap(ProcessHandle::children)
            .mapToDouble(child -> ticks(child.pid(), false))
            .filter(ticks -> !Double.isNaN(ticks))
            .sum();
    return (own + children) / 100.0; // USER_HZ is 100 on every Linux that runs Java
  }

  private static double ticks(long pid, boolean withReaped) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name before may contain blanks and parentheses.
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
