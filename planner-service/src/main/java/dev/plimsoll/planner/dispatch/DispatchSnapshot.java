package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.sizing.BuildCosts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Snapshot of a database's builds and load line, under the line's lock.
///
/// @param machine less finished indexes and the builds of other databases
/// @param succeeded builds that others waited for
public record DispatchSnapshot(
    RegisteredDatabase database,
    Machine machine,
    BuildCosts costs,
    List<Candidate> builds,
    Set<UUID> succeeded) {
  public DispatchSnapshot {
    builds = List.copyOf(builds);
    succeeded = Set.copyOf(succeeded);
  }

  /// Build that waits or is in flight.
  ///
  /// @param plannedAt time of its plan
  /// @param attempt of the last dispatch
  /// @param held paused, or its next attempt is not due
  /// @param flight null while it waits
  public record Candidate(
      UUID id,
      String strategy,
      Instant plannedAt,
      int attempt,
      int priority,
      boolean held,
      SizedBuild sized,
      List<UUID> blockedBy,
      @Nullable Flight flight) {
    public boolean waits() {
      return flight == null;
    }

    PlannedBuild planned() {
      return sized.planned();
    }

    /// @param counts which needed builds the strategy knows
    public Job job(Predicate<UUID> counts) {
      return new Job(
          id.toString(),
          planned().table(),
          sized.work(),
          planned().place().alone(),
          blockedBy.stream()
              .filter(counts)
              .map(UUID::toString)
              .collect(Collectors.toUnmodifiableSet()));
    }
  }

  /// @param sorted without its workers from now on
  /// @param asleep waits for old snapshots without a core
  public record Flight(Duration since, boolean sorted, boolean asleep) {}
}
