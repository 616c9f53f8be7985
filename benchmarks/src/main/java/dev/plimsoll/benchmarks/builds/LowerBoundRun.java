package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The lower bound, measured: each key alone and without workers, which takes the least CPU. No
/// schedule ends before that CPU is spent on all cores, nor before the longest build has ended with
/// as many workers as there are cores for.
///
/// The CPU is the whole machine's beyond what it spends at rest, since the kernel's threads that
/// write the pages back are no processes of the server: on 2 cores two, three and four plain
/// builds side by side keep both cores busy to 97 % while the server's processes account for 73 %.
/// The server's own CPU is among the figures.
final class LowerBoundRun extends Measured {
  private static final String MEMORY = "64MB";

  private final int cores;

  LowerBoundRun(BuildYard yard, ElevenTables tables, String collation, ProcessCpu cpu, int cores) {
    super(yard, tables, collation, cpu);
    this.cores = cores;
  }

  @Override
  @Nullable Duration build(Map<String, Double> figures) throws Exception {
    MachineCpu machine = MachineCpu.atRest();
    double before = cpu().seconds();
    MachineCpu.Span span = machine.new Span();
    double longest = 0;
    for (QualifiedName table : tables().names()) {
      long begin = System.nanoTime();
      PlainRun.key(yard(), table, MEMORY, 0);
      longest = Math.max(longest, (System.nanoTime() - begin) / 1e9);
    }
    double server = cpu().seconds() - before;
    double spent = Math.max(server, span.seconds());
    figures.put("cpuSeconds", server);
    figures.put("machineCpuSeconds", spent);
    // Alone with all cores the longest takes this at least, were all of it divisible.
    double bound = Math.max(spent / cores, longest / cores);
    return Duration.ofNanos(Math.round(bound * 1e9));
  }
}
