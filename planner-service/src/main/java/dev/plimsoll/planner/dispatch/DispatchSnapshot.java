package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A database's builds and its load line as they stand while the line's lock is held.
///
/// @param machine with what finished indexes and other databases' builds leave of it
/// @param succeeded builds that others wait for and that are there
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

  /// A build that waits or is in flight.
  ///
  /// @param strategy of its plan
  /// @param plannedAt when its plan was made
  /// @param attempt of the last dispatch
  /// @param held it may not be sent now: paused, or its next attempt is not due
  /// @param sorted in flight, and its workers have left
  /// @param asleep in flight, and waits for old snapshots without a core
  /// @param since how long it is in flight
  public record Candidate(
      UUID id,
      String strategy,
      Instant plannedAt,
      BuildView.State state,
      int attempt,
      int priority,
      boolean held,
      boolean sorted,
      boolean asleep,
      PlannedBuild planned,
      BuildWork work,
      List<UUID> blockedBy,
      Duration since) {
    public boolean waits() {
      return state == BuildView.State.PLANNED;
    }

    /// What a strategy places.
    ///
    /// @param counts which of the builds that it waits for are known to the strategy
    public Job job(Predicate<UUID> counts) {
      return new Job(
          id.toString(),
          planned.table(),
          work,
          planned.alone(),
          blockedBy.stream()
              .filter(counts)
              .map(UUID::toString)
              .collect(Collectors.toUnmodifiableSet()));
    }
  }
}
