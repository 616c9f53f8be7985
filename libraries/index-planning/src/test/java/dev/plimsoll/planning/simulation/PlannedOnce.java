package dev.plimsoll.planning.simulation;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.planning.schedule.BuildSchedule;
import dev.plimsoll.planning.schedule.BuildSchedule.Placement;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LoadLine;
import dev.plimsoll.planning.schedule.SchedulerState;
import dev.plimsoll.planning.schedule.SchedulerState.Start;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A plan carried out as it was made, whatever its builds turn out to cost: in the planned order,
/// each as soon as the load line has room for it, with its planned workers and memory.
final class PlannedOnce implements SchedulingStrategy {
  private final BuildSchedule plan;

  PlannedOnce(BuildSchedule plan) {
    this.plan = plan;
  }

  @Override
  public String name() {
    return plan.strategy() + " planned once";
  }

  @Override
  public String description() {
    return "a plan that is never made again";
  }

  @Override
  public List<Start> decide(SchedulerState situation) {
    LoadLine line = LoadLine.of(situation, false);
    List<Job> ready = situation.ready();
    boolean safe = ready.stream().anyMatch(job -> !job.unsafePeer());
    List<Start> starts = new ArrayList<>();
    for (Placement placement : plan.placements()) {
      Job job = placement.job();
      if (!ready.contains(job)
          || (safe && job.unsafePeer())
          || !line.admits(job, placement.option())) {
        continue;
      }
      @Nullable Lane slot = line.slot(placement.lane(), Set.of());
      if (slot != null) {
        line.take(job, placement.option(), slot);
        starts.add(new Start(job, placement.option(), slot, placement.reasoning()));
      }
    }
    return starts;
  }

  @Override
  public Map<String, String> refused(SchedulerState situation) {
    return plan.refused();
  }
}
