package dev.plimsoll.maintenance.run;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.postgres.claim.TableClaim;
import dev.plimsoll.postgres.connection.SqlStates;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Run of an action in the target. Idempotent: after a run that was killed at any moment, another
/// one ends what is left to do.
public final class MaintenanceRun {
  // Not for this object or server: no such right, undefined, unsupported, duplicate keys, a name
  // that is taken, dependents, a row outside its range, ranges that overlap, another kind.
  private static final Set<String> FOR_GOOD =
      Set.of(
          "42501", "42P01", "42704", "0A000", "23505", "42P07", "2BP01", "23514", "42P16", "42P17",
          "42809");

  private MaintenanceRun() {}

  /// @param job of the queue, for the session's name
  /// @param attempt from 1
  /// @param memoryBytes `maintenance_work_mem` of the run
  /// @throws SQLException where the session broke, or cannot be opened: the next attempt looks at
  ///     what has become of it
  public static RunResult of(
      RunContext context,
      RunLimits limits,
      MaintenanceAction action,
      long memoryBytes,
      long job,
      int attempt)
      throws SQLException {
    try (MaintenanceSession session = MaintenanceSession.open(context, limits, job, attempt)) {
      session.limit(memoryBytes, 0);
      return run(session, action);
    }
  }

  private static RunResult run(MaintenanceSession session, MaintenanceAction action)
      throws SQLException {
    try {
      Surroundings.@Nullable Relation table =
          Surroundings.relation(session.connection(), action.table());
      if (table == null) {
        return RunResult.notNeeded(action.table() + " is not there any more");
      }
      if (!table.permitted()) {
        return RunResult.refused(
            "the role neither owns %s nor has MAINTAIN on it: GRANT %s TO it"
                .formatted(action.table(), table.owner()));
      }
      if (!TableClaim.tryTake(session.connection(), table.oid())) {
        TableClaim.@Nullable Holder holder = TableClaim.holder(session.connection(), table.oid());
        return RunResult.steppedBack(
            holder == null
                ? "another session had the claim on the table until now"
                : "session %d (%s) is at work on the table"
                    .formatted(holder.pid(), holder.application()));
      }
      return claimed(session, action, table);
    } catch (SteppedBackException e) {
      return RunResult.steppedBack(e.why());
    } catch (SQLException e) {
      return failed(session, e);
    }
  }

  private static RunResult claimed(
      MaintenanceSession session, MaintenanceAction action, Surroundings.Relation table)
      throws SQLException {
    return switch (action) {
      case MaintenanceAction.Analyze analyze -> new AnalyzeRun(session, table).run(analyze);
      case MaintenanceAction.Vacuum vacuum -> new VacuumRun(session, table).run(vacuum);
      case MaintenanceAction.Rebuild rebuild -> new RebuildRun(session, table).run(rebuild);
      case MaintenanceAction.DropLeftover drop -> new LeftoverRun(session, table).run(drop);
      case MaintenanceAction.CreatePartition create ->
          new NewPartitionRun(session, table).run(create);
      case MaintenanceAction.DropPartition drop -> new OldPartitionRun(session, table).run(drop);
    };
  }

  private static RunResult failed(MaintenanceSession session, SQLException e) throws SQLException {
    String state = String.valueOf(e.getSQLState());
    if (SqlStates.errorCode(e) == ErrorCode.CONNECTION_LOST || !session.alive()) {
      throw e;
    }
    String why = SqlStates.firstLine(e);
    return FOR_GOOD.contains(state) ? RunResult.refused(why) : RunResult.steppedBack(why);
  }
}
