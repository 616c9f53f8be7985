package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.benchmarks.builds.PlainRun.Form;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Two lower bounds, measured: each key alone and without workers, by each of some sizes of memory,
/// of which the one counts that took the least CPU. No schedule ends before that CPU is spent on
/// all cores, nor before the longest build has ended with as many workers as there are cores for.
///
/// The bound that contenders are held against counts the whole machine's CPU beyond what it spends
/// at rest, since the kernel's threads that write the pages back are no processes of the server: on
/// 2 cores two, three and four plain builds side by side keep both cores busy to 97 % while the
/// server's processes account for 73 %. The other one, `processBoundSeconds`, counts the server's
/// processes alone: lower, and as surely a bound.
final class LowerBoundRun extends Measured {
  /// Seconds that no schedule is done before, by the server's processes alone.
  static final String PROCESS_BOUND = "processBoundSeconds";

  private static final String MACHINE_CPU = "machineCpuSeconds";

  private final int cores;
  private final List<Long> memories;

  /// @param memories sizes of `maintenance_work_mem` that are tried, in bytes
  LowerBoundRun(
      BuildYard yard,
      ElevenTables tables,
      String collation,
      ProcessCpu cpu,
      int cores,
      List<Long> memories) {
    super(yard, tables, collation, cpu);
    this.cores = cores;
    this.memories = List.copyOf(memories);
  }

  /// Least of what a table's key has taken by any size of memory, in seconds.
  private static final class Least {
    private double server = Double.POSITIVE_INFINITY;
    private double machine = Double.POSITIVE_INFINITY;
    private double took = Double.POSITIVE_INFINITY;
  }

  @Override
  @Nullable Duration build(Map<String, Double> figures) throws Exception {
    MachineCpu machine = MachineCpu.atRest();
    double server = 0;
    double spent = 0;
    double longest = 0;
    for (QualifiedName table : tables().names()) {
      Least least = new Least();
      for (long memory : memories) {
        // The last one's key stays.
        dropKey(table);
        measure(machine, table, memory, least);
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

  private void measure(MachineCpu machine, QualifiedName table, long memory, Least least)
      throws Exception {
    double before = cpu().seconds();
    MachineCpu.Span span = machine.new Span();
    long begin = System.nanoTime();
    PlainRun.key(yard(), table, memory, 0, Form.CONCURRENTLY);
    least.took = Math.min(least.took, (System.nanoTime() - begin) / 1e9);
    least.server = Math.min(least.server, cpu().seconds() - before);
    least.machine = Math.min(least.machine, span.seconds());
  }

  private double bound(double cpuSeconds, double longest) {
    // Alone with all cores the longest takes this at least, were all of it divisible.
    return Math.max(cpuSeconds, longest) / cores;
  }
}
