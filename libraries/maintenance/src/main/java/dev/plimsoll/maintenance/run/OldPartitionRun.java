package dev.plimsoll.maintenance.run;

import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.run.RunContext.FirstLook;
import dev.plimsoll.maintenance.run.RunResult.Outcome;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// DETACH PARTITION CONCURRENTLY, then DROP TABLE.
///
/// The first attempt notes the partition's oid and writes a comment on it. A later one drops a
/// table that is detached only if it has both: one that a person has detached to keep it stays.
record OldPartitionRun(MaintenanceSession session, Surroundings.Relation table) {
  private static final String MARK = "Plimsoll maintenance detaches and drops this partition. ";
  private static final String COMMENT = "COMMENT ON TABLE %s IS %s";
  private static final String DETACH = "ALTER TABLE %s DETACH PARTITION %s %s";
  // Foreign keys that refer to it make this fail, and are to.
  private static final String DROP = "DROP TABLE %s";

  RunResult run(MaintenanceAction.DropPartition drop) throws SQLException {
    session.execute(PartitionState.SETTINGS);
    @Nullable FirstLook known = session.context().before();
    @Nullable PartitionState partition = read(drop);
    if (partition == null) {
      return RunResult.notNeeded(drop.partition() + " is not there any more");
    }
    if (known != null && known.subject() != partition.oid()) {
      return RunResult.refused("another table has its name now");
    }
    boolean attached = partition.parent() == table.oid();
    if (!attached && (known == null || !partition.comment().startsWith(MARK))) {
      return RunResult.refused("it is detached, and not by maintenance: drop it by hand");
    }
    if (attached && !partition.pending() && !partition.to().equals(drop.to())) {
      return RunResult.refused("it ends at %s, not at %s".formatted(partition.to(), drop.to()));
    }
    long bytes =
        known != null ? known.bytes() : Surroundings.bytes(session.connection(), partition.oid());
    if (known == null) {
      session.context().note(new FirstLook(partition.oid(), List.of(), bytes));
    }
    if (attached) {
      @Nullable RunResult otherwise = detach(drop, partition);
      if (otherwise != null) {
        return otherwise.from(bytes);
      }
    }
    session.shortlyLocked(List.of(DROP.formatted(Identifiers.quote(drop.partition()))));
    return new RunResult(Outcome.DONE, drop.partition() + " is dropped", bytes, 0);
  }

  private @Nullable RunResult detach(MaintenanceAction.DropPartition drop, PartitionState state)
      throws SQLException {
    String parent = Identifiers.quote(drop.table());
    String partition = Identifiers.quote(drop.partition());
    if (!state.comment().startsWith(MARK)) {
      session.shortlyLocked(
          List.of(COMMENT.formatted(partition, Identifiers.literal(MARK + state.comment()))));
    }
    if (state.pending()) {
      session.shortlyLocked(List.of(DETACH.formatted(parent, partition, "FINALIZE")));
      return null;
    }
    // Not CONCURRENTLY beside a DEFAULT partition, which has to get a constraint.
    if (PartitionState.siblings(session.connection(), table.oid()).hasDefault()) {
      session.shortlyLocked(List.of(DETACH.formatted(parent, partition, "")));
      return null;
    }
    @Nullable String older =
        Surroundings.olderThan(session.connection(), session.limits().oldestTransaction());
    if (older != null) {
      return RunResult.steppedBack(older + ": it could not be detached before that ends");
    }
    session.watched(DETACH.formatted(parent, partition, "CONCURRENTLY"));
    return null;
  }

  private @Nullable PartitionState read(MaintenanceAction.DropPartition drop) throws SQLException {
    return PartitionState.read(session.connection(), drop.partition());
  }
}
