package dev.plimsoll.planning.strategy;

import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.SchedulerState.Running;
import java.util.List;

/// A strategy with one option for every build, largest table first.
final class UniformStrategy extends ListStrategy {
  private static final long MIB = 1L << 20;

  private final Wish wish;
  private final int atOnce;

  private UniformStrategy(
      String name, String description, Wish wish, int atOnce, boolean sharesCores) {
    super(name, description, sharesCores);
    this.wish = wish;
    this.atOnce = atOnce;
  }

  /// PostgreSQL's defaults, one by one: 64 MB and two workers, of which 32 MB a process leave one.
  static UniformStrategy postgresDefault() {
    return new UniformStrategy(
        "default",
        "PostgreSQL's defaults (64 MB, 2 workers asked for), one by one",
        new Wish(2, 64 * MIB, "PostgreSQL's defaults: 64 MB and 2 workers"),
        1,
        false);
  }

  static UniformStrategy fixed() {
    return new UniformStrategy(
        "fixed",
        "12 GB and 4 workers for every build, one by one",
        new Wish(4, 12_288 * MIB, "12 GB and 4 workers for every build"),
        1,
        false);
  }

  /// A baseline: jobs of 1 GB and PostgreSQL's two workers side by side, whatever the cores, as in
  /// pgcopydb.
  static UniformStrategy pgcopydb(int jobs) {
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs must be 1 or more");
    }
    return new UniformStrategy(
        "pgcopydb",
        "largest table first, " + jobs + " at a time with 1 GB and 2 workers, as pgcopydb does",
        new Wish(2, 1_024 * MIB, "one of " + jobs + " jobs at 1 GB"),
        jobs,
        true);
  }

  /// A baseline: PostgreSQL's defaults, all at once as memory, disk and slots allow.
  static UniformStrategy allAtOnce() {
    return new UniformStrategy(
        "all-at-once",
        "PostgreSQL's defaults, as many at once as there are slots",
        new Wish(2, 64 * MIB, "PostgreSQL's defaults, at once with all others"),
        Integer.MAX_VALUE,
        true);
  }

  @Override
  Wish wish(Job job, Machine machine) {
    return wish;
  }

  @Override
  boolean besides(Job job, List<Running> running) {
    return running.size() < atOnce;
  }
}
