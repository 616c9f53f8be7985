package dev.plimsoll.maintenance.run;

import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.run.RunResult.Outcome;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;

/// ANALYZE under SHARE UPDATE EXCLUSIVE. Killed, it has changed nothing.
record AnalyzeRun(MaintenanceSession session, Surroundings.Relation table) {
  // Reads a sample of 300 rows for each unit of the statistics target.
  private static final String ANALYZE = "ANALYZE %s%s";

  RunResult run(MaintenanceAction.Analyze analyze) throws SQLException {
    long bytes = Surroundings.bytes(session.connection(), table.oid());
    session.watched(
        ANALYZE.formatted(
            Identifiers.quote(analyze.table()),
            analyze.columns().isEmpty() ? "" : " (" + Identifiers.list(analyze.columns()) + ")"));
    return new RunResult(
        Outcome.DONE,
        analyze.columns().isEmpty()
            ? "statistics of all columns are collected"
            : "statistics of " + String.join(", ", analyze.columns()) + " are collected",
        bytes,
        bytes);
  }
}
