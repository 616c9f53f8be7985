package dev.plimsoll.planning.strategy;

import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.Running;
import java.util.List;

/// PostgreSQL's own settings, one build after the other: 64 MB and two workers, of which the rule
/// of 32 MB a process leaves one.
final class PostgresDefault extends ListStrategy {
  private static final long MEMORY = 64L << 20;

  @Override
  public String name() {
    return "default";
  }

  @Override
  public String description() {
    return "PostgreSQL's defaults (64 MB, 2 workers asked for), one by one";
  }

  @Override
  Wish wish(Job job, Machine machine) {
    return new Wish(2, MEMORY, "PostgreSQL's defaults: 64 MB and 2 workers");
  }

  @Override
  boolean besides(Job job, List<Running> running) {
    return running.isEmpty();
  }
}
