package dev.plimsoll.maintenance.run;

import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.run.IndexCopies.Copy;
import dev.plimsoll.maintenance.run.RunResult.Outcome;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// DROP INDEX CONCURRENTLY of an INVALID copy that nobody is at work on.
record LeftoverRun(MaintenanceSession session, Surroundings.Relation table) {
  RunResult run(MaintenanceAction.DropLeftover drop) throws SQLException {
    @Nullable Copy copy =
        IndexCopies.of(session, table.oid(), null).stream()
            .filter(some -> some.name().equals(drop.index()))
            .findFirst()
            .orElse(null);
    if (copy == null) {
      return RunResult.notNeeded(drop.index() + " is gone, or is no INVALID copy any more");
    }
    if (copy.atWork() || IndexCopies.isBuilding(session, table.oid())) {
      return RunResult.steppedBack("a session builds, rebuilds or drops an index of its table");
    }
    @Nullable String older =
        Surroundings.olderThan(session.connection(), session.limits().oldestTransaction());
    if (older != null) {
      return RunResult.steppedBack(older + ": the drop would wait for it");
    }
    long before = Surroundings.bytes(session.connection(), copy.oid());
    IndexCopies.drop(session, copy);
    return new RunResult(Outcome.DONE, drop.index() + " is dropped", before, 0);
  }
}
