package dev.plimsoll.planner.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a database was seen to be busy with.
///
/// @param away why it could not be asked; null where it was
/// @param replicas null where the role may not see how far behind they are
/// @param transactions the oldest first; null where the role may not see others'
/// @param diskFreeBytes of the data directory's volume; null where nobody can know
public record ProbeFacts(
    Instant at,
    @Nullable String away,
    @Nullable List<Replica> replicas,
    List<Slot> slots,
    @Nullable List<Transaction> transactions,
    @Nullable Long diskFreeBytes) {
  public ProbeFacts {
    replicas = replicas == null ? null : List.copyOf(replicas);
    slots = List.copyOf(slots);
    transactions = transactions == null ? null : List.copyOf(transactions);
  }

  /// @param lagBytes of WAL that it has still to replay
  public record Replica(String name, long lagBytes) {}

  /// @param retainedBytes of WAL that is kept for it
  /// @param status `wal_status`: `reserved`, `extended`, `unreserved` or `lost`
  public record Slot(String name, boolean active, long retainedBytes, String status) {}

  /// @param who pid and user, or the name of a prepared transaction
  /// @param state as `pg_stat_activity` has it, or `prepared`
  public record Transaction(String who, String state, Duration age) {}

  static ProbeFacts away(Instant at, String why) {
    return new ProbeFacts(at, why, null, List.of(), null, null);
  }
}
