package dev.plimsoll.planning.strategy;

import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.Running;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Workers and memory by the table's size, `batchSize` builds at a time. The figure "per worker" is
/// given to the whole build, as the statements of the scripts do, since `maintenance_work_mem` is
/// for leader and workers together.
final class Adaptive extends ListStrategy {
  private static final double GB = 1L << 30;

  private static final String BATCH_SIZE = "batch_size";
  private static final String BASE_WORKERS = "base_workers";
  private static final String VERY_LARGE = "very_large_multiplier";
  private static final String LARGE = "large_multiplier";
  private static final String RESERVE = "reserve";

  private final String name;
  private final AdaptiveRules rules;
  private final int batchSize;
  private final long shrink;

  /// @param batchSize builds at once, 1 or more
  Adaptive(String name, AdaptiveRules rules, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be 1 or more");
    }
    this.name = name;
    this.rules = rules;
    this.batchSize = batchSize;
    this.shrink = 1;
  }

  private Adaptive(StrategyText text, AdaptiveRules rules) {
    this.name = text.of(text.name());
    this.rules = rules;
    this.batchSize = text.get(BATCH_SIZE, 1);
    this.shrink = text.shrink();
  }

  /// With what a text sets otherwise; null where it sets what there is not. Tables and memory are
  /// taken for so many times as large as the text shrinks by, and the memory that the rules give is
  /// divided by it, for a small copy of a large set of tables.
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
    return sound ? new Adaptive(text, rules) : null;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "workers and memory by the table's size, base "
        + rules.baseWorkers()
        + " workers, "
        + (batchSize == 1 ? "one by one" : batchSize + " at a time");
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
