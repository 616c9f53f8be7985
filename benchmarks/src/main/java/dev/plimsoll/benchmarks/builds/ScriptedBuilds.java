package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.benchmarks.harness.SideBySide;
import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Builds as a script does them: some sessions, the largest table first, equal memory.
///
/// @param jobs sessions at once
/// @param memory `maintenance_work_mem` of each, in bytes
/// @param concurrently as of [KeyBuilds#key]
record ScriptedBuilds(int jobs, long memory, boolean concurrently) implements KeyBuilds.Way {
  @Override
  public @Nullable Duration build(KeyBuilds of, Map<String, Double> figures) throws Exception {
    List<Callable<Long>> builds = new ArrayList<>();
    for (QualifiedName table : of.tables().names()) {
      builds.add(
          () -> {
            of.key(table, memory, 2, concurrently);
            return 1L;
          });
    }
    SideBySide.sum(jobs, builds);
    return null;
  }
}
