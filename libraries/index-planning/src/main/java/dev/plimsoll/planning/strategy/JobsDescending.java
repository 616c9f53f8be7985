package dev.plimsoll.planning.strategy;

import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.Running;
import java.util.List;

/// A baseline: largest table first, so many jobs side by side at 1 GB each, with PostgreSQL's two
/// workers, whatever the cores, as pgcopydb does it.
final class JobsDescending extends ListStrategy {
  private static final long MEMORY = 1L << 30;

  private final int jobs;

  /// @param jobs at once, 1 or more
  JobsDescending(int jobs) {
    if (jobs < 1) {
      throw new IllegalArgumentException("jobs must be 1 or more");
    }
    this.jobs = jobs;
  }

  @Override
  public String name() {
    return "pgcopydb";
  }

  @Override
  public String description() {
    return "largest table first, " + jobs + " at a time with 1 GB and 2 workers, as pgcopydb does";
  }

  @Override
  Wish wish(Job job, Machine machine) {
    return new Wish(2, MEMORY, "one of " + jobs + " jobs at 1 GB");
  }

  @Override
  boolean besides(Job job, List<Running> running) {
    return running.size() < jobs;
  }

  @Override
  public boolean sharesCores() {
    return true;
  }
}
