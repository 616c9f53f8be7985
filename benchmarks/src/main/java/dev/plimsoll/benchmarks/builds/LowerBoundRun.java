package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.contracts.database.QualifiedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Lower bounds, measured. Each key is built alone and without workers by several sizes of
/// `maintenance_work_mem` (bytes); the least CPU counts. No schedule ends before that CPU is spent
/// on all cores, or before the longest build has ended on all cores.
///
/// Contenders are compared with the whole machine's CPU less what it spends at rest, because kernel
/// threads write pages back: with 2 to 4 plain builds on 2 cores the machine is 97 % busy, the
/// server's processes 73 %. `processBoundSeconds` counts the server's processes alone and is lower.
record LowerBoundRun(int cores, List<Long> memories) implements KeyBuilds.Way {
  /// Figure: lower bound in seconds by the server's processes alone.
  static final String PROCESS_BOUND = "processBoundSeconds";

  /// Least seconds of a table's key over all sizes of memory.
  private static final class Least {
    private double server = Double.POSITIVE_INFINITY;
    private double machine = Double.POSITIVE_INFINITY;
    private double took = Double.POSITIVE_INFINITY;
  }

  @Override
  public Duration build(KeyBuilds of, Map<String, Double> figures) throws Exception {
    MachineCpu machine = MachineCpu.atRest();
    double server = 0;
    double spent = 0;
    double longest = 0;
    for (QualifiedName table : of.tables().names()) {
      Least least = new Least();
      for (long memory : memories) {
        // The last one's key stays.
        try (Connection connection = of.database().openAsSuperuser()) {
          of.tables().dropKey(connection, table);
        }
        measure(of, machine, table, memory, least);
      }
      server += least.server;
      spent += Math.max(least.server, least.machine);
      longest = Math.max(longest, least.took);
    }
    figures.put("cpuSeconds", server);
    figures.put("machineCpuSeconds", spent);
    figures.put(PROCESS_BOUND, bound(server, longest));
    return Duration.ofNanos(Math.round(bound(spent, longest) * 1e9));
  }

  private static void measure(
      KeyBuilds of, MachineCpu machine, QualifiedName table, long memory, Least least)
      throws SQLException {
    double before = of.cpu().seconds();
    MachineCpu.Span span = machine.new Span();
    long begin = System.nanoTime();
    of.key(table, memory, 0, true);
    least.took = Math.min(least.took, (System.nanoTime() - begin) / 1e9);
    least.server = Math.min(least.server, of.cpu().seconds() - before);
    least.machine = Math.min(least.machine, span.seconds());
  }

  private double bound(double cpuSeconds, double longest) {
    // On all cores the longest build takes this at least, were all of it divisible.
    return Math.max(cpuSeconds, longest) / cores;
  }

  /// CPU time of this machine, the kernel's threads included; NaN without `/proc/stat`. Idle time,
  /// waits for devices and stolen time do not count. Source: proc_stat(5).
  ///
  /// @param background CPU seconds a second that the machine spends at rest
  private record MachineCpu(double background) {
    /// Measures the CPU at rest for three seconds.
    static MachineCpu atRest() throws InterruptedException {
      double before = busySeconds();
      long begin = System.nanoTime();
      Thread.sleep(Duration.ofSeconds(3));
      return new MachineCpu((busySeconds() - before) / elapsedSeconds(begin));
    }

    /// Measurement that begins when it is made.
    final class Span {
      private final double before = busySeconds();
      private final long begin = System.nanoTime();

      /// CPU seconds so far, less those at rest.
      double seconds() {
        return busySeconds() - before - background * elapsedSeconds(begin);
      }
    }

    private static double elapsedSeconds(long begin) {
      return (System.nanoTime() - begin) / 1e9;
    }

    private static double busySeconds() {
      try {
        // cpu user nice system idle iowait irq softirq steal ...; the first line is of all cores.
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split("\\s+");
        long ticks = 0;
        for (int field : new int[] {1, 2, 3, 6, 7}) {
          ticks += Long.parseLong(fields[field]);
        }
        return ticks / 100.0; // USER_HZ is 100 on every Linux that runs Java
      } catch (IOException e) {
        return Double.NaN;
      }
    }
  }
}
