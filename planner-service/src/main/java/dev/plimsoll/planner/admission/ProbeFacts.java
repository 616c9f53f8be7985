package dev.plimsoll.planner.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Load of a database at the time of a probe.
///
/// @param at start of the probe: no fact is older
/// @param away why it could not be asked; null where it was
/// @param replicas null where the role may not see their lag
/// @param transactions oldest first; null where the role may not see those of others
/// @param builds sessions that run a build
/// @param volumes of indexes and temporary files
public record ProbeFacts(
    Instant at,
    @Nullable String away,
    @Nullable List<Replica> replicas,
    List<Slot> slots,
    @Nullable List<Transaction> transactions,
    List<Building> builds,
    Volumes volumes) {
  public ProbeFacts {
    replicas = replicas == null ? null : List.copyOf(replicas);
    slots = List.copyOf(slots);
    transactions = transactions == null ? null : List.copyOf(transactions);
    builds = List.copyOf(builds);
  }

  /// @param lag WAL still to be replayed, in bytes; null where unknown
  /// @param lasts age of the WAL that it replays now; zero where it has caught up
  /// @param logical a subscriber, which may come and go
  public record Replica(String name, @Nullable Long lag, Duration lasts, boolean logical) {}

  /// @param retainedBytes WAL retained for it
  /// @param status `wal_status`: `reserved`, `extended`, `unreserved` or `lost`
  /// @param physical of a standby
  public record Slot(
      String name, boolean active, long retainedBytes, String status, boolean physical) {}

  /// @param who pid and user, or the name of a prepared transaction
  /// @param state of `pg_stat_activity`, or `prepared`
  public record Transaction(String who, String state, Duration age) {}

  public record Building(int pid, UUID build, int attempt) {}

  static ProbeFacts away(Instant at, String why) {
    return new ProbeFacts(at, why, List.of(), List.of(), List.of(), List.of(), Volumes.UNKNOWN);
  }
}
