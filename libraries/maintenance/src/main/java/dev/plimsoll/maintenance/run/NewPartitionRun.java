package dev.plimsoll.maintenance.run;

import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.run.RunResult.Outcome;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A new partition: a table like the parent, attached in the same transaction. Killed, it leaves
/// nothing.
///
/// `CREATE TABLE … PARTITION OF` would take ACCESS EXCLUSIVE on the parent; this takes SHARE
/// UPDATE EXCLUSIVE, and ACCESS EXCLUSIVE on the DEFAULT partition alone, where there is one.
record NewPartitionRun(MaintenanceSession session, Surroundings.Relation table) {
  private static final String CREATE = "CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING IDENTITY)";
  private static final String GIVE = "ALTER TABLE %s OWNER TO %s";
  private static final String ATTACH =
      "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)";

  RunResult run(MaintenanceAction.CreatePartition create) throws SQLException {
    session.execute(PartitionState.SETTINGS);
    @Nullable PartitionState there = PartitionState.read(session.connection(), create.partition());
    if (there != null) {
      return there.parent() == table.oid()
          ? RunResult.notNeeded(create.partition() + " is there already")
          : RunResult.refused(create.partition() + " is a table that is no partition of it");
    }
    PartitionState.Siblings siblings = PartitionState.siblings(session.connection(), table.oid());
    if (siblings.others()) {
      return RunResult.refused("its partitions are partitioned themselves, or foreign");
    }
    String parent = Identifiers.quote(create.table());
    String partition = Identifiers.quote(create.partition());
    session.shortlyLocked(
        List.of(
            CREATE.formatted(partition, parent),
            GIVE.formatted(partition, table.owner()),
            ATTACH.formatted(
                parent,
                partition,
                Identifiers.literal(create.from()),
                Identifiers.literal(create.to()))));
    return new RunResult(
        Outcome.DONE,
        "%s takes rows from %s to %s".formatted(create.partition(), create.from(), create.to()),
        0,
        0);
  }
}
