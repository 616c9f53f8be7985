package dev.plimsoll.planning.strategy;

import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.Running;
import java.util.List;

/// A baseline: everything that memory, disk and slots let in starts at once, with PostgreSQL's own
/// settings.
final class AllAtOnce extends ListStrategy {
  private static final long MEMORY = 64L << 20;

  @Override
  public String name() {
    return "all-at-once";
  }

  @Override
  public String description() {
    return "PostgreSQL's defaults, as many at once as there are slots";
  }

  @Override
  Wish wish(Job job, Machine machine) {
    return new Wish(2, MEMORY, "PostgreSQL's defaults, at once with all others");
  }

  @Override
  boolean besides(Job job, List<Running> running) {
    return true;
  }

  @Override
  public boolean sharesCores() {
    return true;
  }
}
