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

/// Two lower bounds, measured: each key alone and without workers, by each of some sizes of memory,
/// of which the one counts that took the least CPU. No schedule ends before that CPU is spent on
/// all cores, nor before the longest build has ended with as many workers as there are cores for.
///
/// The bound that contenders are held against counts the whole machine's CPU beyond what it spends
/// at rest, since the kernel's threads that write the pages back are no processes of the server: on
/// 2 cores two, three and four plain builds side by side keep both cores busy to 97 % while the
/// server's processes account for 73 %. The other one, `processBoundSeconds`, counts the server's
/// processes alone: lower, and as surely a bound.
///
/// @param memories sizes of `maintenance_work_mem` that are tried, in bytes
record LowerBoundRun(int cores, List<Long> memories) implements KeyBuilds.Way {
  /// Seconds that no schedule is done before, by the server's processes alone.
  static final String PROCESS_BOUND = "processBoundSeconds";

  private static final String MACHINE_CPU = "machineCpuSeconds";

  /// Least of what a table's key has taken by any size of memory, in seconds.
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
    figures.put(MACHINE_CPU, spent);
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
    // Alone with all cores the longest takes this at least, were all of it divisible.
    return Math.max(cpuSeconds, longest) / cores;
  }

  /// CPU time of this machine, all processes and the kernel's own threads together: what writing an
  /// index back to its disk costs is spent by no process of the server. On systems without
  /// `/proc/stat` it is NaN.
  ///
  /// Source: proc_stat(5). Time that is idle, waits for a device or is stolen by other machines is
  /// not counted.
  ///
  /// @param background CPU seconds a second that the machine spends on everything else
  private record MachineCpu(double background) {
    private static final Path STAT = Path.of("/proc/stat");
    // USER_HZ is 100 on every Linux that runs Java.
    private static final double TICKS_A_SECOND = 100;
    private static final Duration REST = Duration.ofSeconds(3);

    /// Measures for three seconds what the machine spends on everything else.
    static MachineCpu atRest() throws InterruptedException {
      double before = busySeconds();
      long begin = System.nanoTime();
      Thread.sleep(REST);
      return new MachineCpu((busySeconds() - before) / elapsedSeconds(begin));
    }

    /// One measurement, from its making on.
    final class Span {
      private final double before = busySeconds();
      private final long begin = System.nanoTime();

      /// CPU seconds so far, without what the machine spends at rest.
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
        String[] fields = Files.readAllLines(STAT).getFirst().split("\\s+");
        long ticks = 0;
        for (int field : new int[] {1, 2, 3, 6, 7}) {
          ticks += Long.parseLong(fields[field]);
        }
        return ticks / TICKS_A_SECOND;
      } catch (IOException e) {
        return Double.NaN;
      }
    }
  }
}
