package dev.plimsoll.planning.strategy;

import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.Running;
import java.util.List;
import java.util.Locale;

/// Workers and memory by the table's size, `batchSize` builds at a time. The figure "per worker" is
/// given to the whole build, as the statements of the scripts do, since `maintenance_work_mem` is
/// for leader and workers together.
final class Adaptive extends ListStrategy {
  private static final double GB = 1L << 30;

  private final String name;
  private final AdaptiveRules rules;
  private final int batchSize;
  private final long shrink;

  /// @param batchSize builds at once, 1 or more
  Adaptive(String name, AdaptiveRules rules, int batchSize) {
    this(name, rules, batchSize, 1);
  }

  /// @param batchSize builds at once, 1 or more
  /// @param shrink tables and memory are taken for so many times as large and the memory that the
  ///     rules give is divided by it, for a small copy of a large set of tables
  Adaptive(String name, AdaptiveRules rules, int batchSize, long shrink) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be 1 or more");
    }
    this.name = name;
    this.rules = rules;
    this.batchSize = batchSize;
    this.shrink = shrink;
  }

  @Override
  public String name() {
    return Strategies.shrunk(name, shrink);
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
