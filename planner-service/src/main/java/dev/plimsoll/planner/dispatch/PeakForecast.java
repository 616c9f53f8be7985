package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.planner.dispatch.DispatchSnapshot.Candidate;
import dev.plimsoll.planner.loadline.Resources;
import dev.plimsoll.planning.schedule.BuildSchedule.Placement;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.simulation.Simulator;
import dev.plimsoll.planning.sizing.BtreeSize;
import dev.plimsoll.planning.strategy.Strategies;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// Predicted peak usage of waiting builds, as their strategy would place them from now on. Pure.
final class PeakForecast {
  private PeakForecast() {}

  static Resources of(DispatchSnapshot snapshot, String strategy) {
    List<Candidate> builds = snapshot.builds().stream().filter(Candidate::waits).toList();
    Set<UUID> waiting = builds.stream().map(Candidate::id).collect(Collectors.toUnmodifiableSet());
    List<Job> jobs = builds.stream().map(build -> build.job(waiting::contains)).toList();
    if (jobs.isEmpty()) {
      return Resources.NONE;
    }
    List<Placement> placements =
        Simulator.predict(
                Strategies.named(strategy).orElseGet(Strategies::moldable),
                jobs,
                snapshot.machine(),
                snapshot.costs())
            .placements();
    Capacity capacity = snapshot.machine().capacity();
    return new Resources(
        Math.min(
            1_000L * capacity.cores(),
            most(placements, placement -> 1_000L * (1 + placement.option().workers()))),
        most(placements, placement -> placement.option().memoryBytes()),
        (int) most(placements, placement -> placement.option().workers()),
        most(placements, placement -> placement.option().temporaryBytes()),
        // Indexes remain.
        placements.stream().mapToLong(placement -> placement.job().work().indexBytes()).sum(),
        walRate(capacity, placements));
  }

  private static long walRate(Capacity capacity, List<Placement> placements) {
    long most =
        most(
            placements,
            placement ->
                SizedBuild.walBytesPerSecond(
                    BtreeSize.walBytes(placement.job().work().indexBytes()),
                    placement.elapsed().toMillis()));
    long limit = capacity.limits().walBytesPerSecond();
    return limit == 0 ? most : Math.min(most, limit);
  }

  /// Usage can only peak when a build starts.
  private static long most(List<Placement> placements, ToLongFunction<Placement> figure) {
    long most = 0;
    for (Placement start : placements) {
      Duration at = start.start();
      most =
          Math.max(
              most,
              placements.stream()
                  .filter(
                      other ->
                          other == start
                              || other.start().compareTo(at) <= 0 && other.end().compareTo(at) > 0)
                  .mapToLong(figure)
                  .sum());
    }
    return most;
  }
}
