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

  /// @param batchSize builds at once, 1 or more
  Adaptive(String name, AdaptiveRules rules, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be 1 or more");
    }
    this.name = name;
    this.rules = rules;
    this.batchSize = batchSize;
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
    double tableGb = job.work().heapBytes() / GB;
    double ramGb = machine.capacity().memoryBytes() / GB;
    int workers = rules.workers(tableGb, ramGb);
    long memoryGb = rules.memoryGb(tableGb, ramGb, batchSize);
    return new Wish(
        workers,
        memoryGb << 30,
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
