package dev.plimsoll.planning.strategy;

import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.SchedulerState.Running;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Workers and memory by the table's size, `batchSize` builds at a time. The memory "per worker" is
/// given to the whole build, as in the scripts, since leader and workers share it.
final class Adaptive extends ListStrategy {
  private static final double GB = 1L << 30;

  private static final String BATCH_SIZE = "batch_size";
  private static final String BASE_WORKERS = "base_workers";
  private static final String VERY_LARGE = "very_large_multiplier";
  private static final String LARGE = "large_multiplier";
  private static final String RESERVE = "reserve";

  private final AdaptiveRules rules;
  private final int batchSize;
  private final long shrink;

  /// @param batchSize builds at once, 1 or more
  Adaptive(String name, AdaptiveRules rules, int batchSize, long shrink) {
    super(
        name,
        "workers and memory by the table's size, base %d workers, %s"
            .formatted(
                rules.baseWorkers(), batchSize == 1 ? "one by one" : batchSize + " at a time"),
        false);
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be 1 or more");
    }
    this.rules = rules;
    this.batchSize = batchSize;
    this.shrink = shrink;
  }

  /// A strategy by text; null for unknown settings. Tables and memory count as `shrink` times as
  /// large, and the resulting memory is divided by it, for a small copy of a large database.
  static @Nullable Adaptive of(StrategyText text, AdaptiveRules profile) {
    AdaptiveRules rules =
        new AdaptiveRules(
            text.get(BASE_WORKERS, profile.baseWorkers()),
            text.get(VERY_LARGE, profile.aboveThreeHundred()),
            text.get(LARGE, profile.aboveOneFifty()),
            text.get(RESERVE, profile.reservedShare()));
    boolean sound =
        text.sets(BATCH_SIZE, BASE_WORKERS, VERY_LARGE, LARGE, RESERVE)
            && text.isWhole(List.of(BATCH_SIZE, BASE_WORKERS))
            && rules.reservedShare() < 1;
    return sound
        ? new Adaptive(text.of(text.name()), rules, text.get(BATCH_SIZE, 1), text.shrink())
        : null;
  }

  @Override
  Wish wish(Job job, Machine machine) {
    double tableGb = job.work().heapBytes() * shrink / GB;
    double ramGb = machine.capacity().memoryBytes() * shrink / GB;
    int workers = rules.workers(tableGb, ramGb);
    long memoryGb = rules.memoryGb(tableGb, ramGb, batchSize);
    return new Wish(
        workers,
        (memoryGb << 30) / shrink,
        String.format(
            Locale.ROOT,
            "Table size: %.1f GB, Workers: %d, Memory: %dGB",
            tableGb,
            workers,
            memoryGb));
  }

  @Override
  boolean besides(Job job, List<Running> running) {
    return running.size() < batchSize;
  }
}
