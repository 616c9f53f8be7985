package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.ScheduleView.Due;
import dev.plimsoll.contracts.sync.ScheduleView.RunCounters;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import dev.plimsoll.contracts.sync.ScheduleView.Start;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Runs as the API shows them, with the counters of their extracts.
final class RunViews {
  // The lateral joins count the latest runs of each schedule only.
  private static final String LATEST_OF_EACH =
      """
      SELECT r.schedule, r.id, r.number, r.state, r.due_at, r.asked, r.missed, r.skipped, r.attempts,
             r.try_at, r.extract_id, r.started_at, r.ended_at, r.proven, r.error_code, r.error, c.*
      FROM schedule s
      CROSS JOIN LATERAL (
        SELECT * FROM schedule_run WHERE schedule = s.name AND number < ?
        ORDER BY number DESC LIMIT ?) r
      CROSS JOIN LATERAL (
        SELECT count(*) AS tables,
               count(*) FILTER (WHERE t.state = 'FAILED' OR i.state = 'FAILED') AS failed_tables,
               sum(t.rows_extracted)::bigint AS rows_extracted,
               sum(t.rows_loaded)::bigint AS rows_loaded,
               sum(t.rows_inserted)::bigint AS rows_inserted,
               sum(t.rows_replaced)::bigint AS rows_replaced,
               sum(t.rows_deleted)::bigint AS rows_deleted
        FROM extract_table t LEFT JOIN iceberg_commit i ON i.table_id = t.id
        WHERE t.extract_id = r.extract_id) c
      """;

  private static final String LATEST_OF_ONE =
      LATEST_OF_EACH + " WHERE s.name = ? ORDER BY r.number DESC";

  private static final String LAST = LATEST_OF_EACH + " WHERE s.name = ANY (?)";

  private RunViews() {}

  /// The latest first.
  ///
  /// @param after of numbers below this one
  static List<RunView> latest(Connection connection, String schedule, long after, int limit)
      throws SQLException {
    return Sql.of(connection, LATEST_OF_ONE, after, limit, schedule).list(RunViews::view);
  }

  /// The last run of each of the schedules, by its name.
  static Map<String, RunView> last(Connection connection, String... schedules) throws SQLException {
    return Sql.of(connection, LAST, Long.MAX_VALUE, 1, schedules)
        .map(row -> row.getString("schedule"), RunViews::view);
  }

  private static RunView view(ResultSet row) throws SQLException {
    RunState state = RunState.valueOf(row.getString("state"));
    String code = row.getString("error_code");
    Failure failure = code == null ? null : Failure.of(ErrorCode.of(code), row.getString("error"));
    UUID extractId = row.getObject("extract_id", UUID.class);
    return new RunView(
        row.getObject("id", UUID.class),
        row.getLong("number"),
        OpenEnum.of(state),
        new Due(
            Columns.instant(row, "due_at"),
            row.getBoolean("asked"),
            row.getLong("missed"),
            row.getLong("skipped")),
        new Start(
            row.getInt("attempts"),
            Columns.instantOrNull(row, "started_at"),
            extractId,
            state == RunState.STARTING && failure != null
                ? Columns.instantOrNull(row, "try_at")
                : null),
        Columns.instantOrNull(row, "ended_at"),
        extractId == null
            ? null
            : new RunCounters(
                row.getInt("tables"),
                row.getInt("failed_tables"),
                row.getLong("rows_extracted"),
                row.getLong("rows_loaded"),
                row.getLong("rows_inserted"),
                row.getLong("rows_replaced"),
                row.getLong("rows_deleted")),
        row.getObject("proven", Boolean.class),
        failure);
  }
}
