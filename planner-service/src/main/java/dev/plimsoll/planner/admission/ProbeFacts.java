package dev.plimsoll.planner.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a database was seen to be busy with.
///
/// @param at when the look began: nothing here is older
/// @param away why it could not be asked; null where it was
/// @param replicas null where the role may not see how far behind they are
/// @param transactions the oldest first; null where the role may not see others'
/// @param builds sessions that are at work for a build
/// @param volumes where indexes and temporary files go
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

  /// @param lag of WAL that it has still to replay; null where it does not tell
  /// @param lasts how long ago what it replays now was written; zero where it has all
  /// @param logical it subscribes to changes, and may come and go
  public record Replica(String name, @Nullable Long lag, Duration lasts, boolean logical) {}

  /// @param retainedBytes of WAL that is kept for it
  /// @param status `wal_status`: `reserved`, `extended`, `unreserved` or `lost`
  /// @param physical a standby's
  public record Slot(
      String name, boolean active, long retainedBytes, String status, boolean physical) {}

  /// @param who pid and user, or the name of a prepared transaction
  /// @param state as `pg_stat_activity` has it, or `prepared`
  public record Transaction(String who, String state, Duration age) {}

  /// @param attempt of the build that it is at work for
  public record Building(int pid, UUID build, int attempt) {}

  static ProbeFacts away(Instant at, String why) {
    return new ProbeFacts(at, why, List.of(), List.of(), List.of(), List.of(), Volumes.UNKNOWN);
  }
}
