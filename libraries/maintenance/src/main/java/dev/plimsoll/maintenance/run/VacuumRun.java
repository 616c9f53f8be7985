package dev.plimsoll.maintenance.run;

import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.run.RunResult.Outcome;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// VACUUM under SHARE UPDATE EXCLUSIVE, slowed down as autovacuum is. Killed, it has removed what
/// it has removed, and the next one goes on.
///
/// It does not truncate: that takes ACCESS EXCLUSIVE, which standbys take over, for as long as
/// shared buffers are searched.
record VacuumRun(MaintenanceSession session, Surroundings.Relation table) {
  private static final int WITH_BUFFER_LIMIT = 16;
  // Reads the pages that are not all visible, and indexes as a whole where rows are dead.
  private static final String VACUUM =
      "VACUUM (%sANALYZE, INDEX_CLEANUP ON, TRUNCATE FALSE, PARALLEL 0%s) %s";

  RunResult run(MaintenanceAction.Vacuum vacuum) throws SQLException {
    @Nullable String older =
        Surroundings.olderThan(session.connection(), session.limits().oldestTransaction());
    if (older != null) {
      return RunResult.steppedBack(older + ": what died since could not be removed");
    }
    long before = Surroundings.bytes(session.connection(), table.oid());
    session.watched(
        VACUUM.formatted(
            vacuum.freeze() ? "FREEZE, " : "",
            session.version() >= WITH_BUFFER_LIMIT ? ", BUFFER_USAGE_LIMIT '16MB'" : "",
            Identifiers.quote(vacuum.table())));
    return new RunResult(
        Outcome.DONE,
        vacuum.freeze() ? "old rows are frozen" : "dead rows are removed",
        before,
        Surroundings.bytes(session.connection(), table.oid()));
  }
}
