package dev.plimsoll.planning.strategy;

import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.Running;
import java.util.List;

/// The same generous settings for every table, one build after the other.
final class Fixed extends ListStrategy {
  private static final long MEMORY = 12L << 30;

  @Override
  public String name() {
    return "fixed";
  }

  @Override
  public String description() {
    return "12 GB and 4 workers for every build, one by one";
  }

  @Override
  Wish wish(Job job, Machine machine) {
    return new Wish(4, MEMORY, "12 GB and 4 workers for every build");
  }

  @Override
  boolean besides(Job job, List<Running> running) {
    return running.isEmpty();
  }
}
