package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ScheduleView.RunCounters;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Runs as the API tells them, with the counters of their extracts.
final class RunViews {
  // The latest runs of each schedule, so that the counters of no other are summed up.
  private static final String LATEST_OF_EACH =
      """
      SELECT r.*, c.*
      FROM schedule s
      CROSS JOIN LATERAL (
        SELECT * FROM schedule_run WHERE schedule = s.name ORDER BY number DESC LIMIT ?) r
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

  private RunViews() {}

  /// The latest first.
  static List<RunView> latest(Connection connection, String schedule, int limit)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LATEST_OF_ONE)) {
      statement.setInt(1, limit);
      statement.setString(2, schedule);
      try (ResultSet row = statement.executeQuery()) {
        List<RunView> views = new ArrayList<>();
        while (row.next()) {
          views.add(view(row));
        }
        return views;
      }
    }
  }

  /// By the schedule's name.
  static Map<String, RunView> lastOfEach(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LATEST_OF_EACH)) {
      statement.setInt(1, 1);
      try (ResultSet row = statement.executeQuery()) {
        Map<String, RunView> views = new HashMap<>();
        while (row.next()) {
          views.put(row.getString("schedule"), view(row));
        }
        return views;
      }
    }
  }

  private static RunView view(ResultSet row) throws SQLException {
    RunState state = RunState.valueOf(row.getString("state"));
    String code = row.getString("error_code");
    ErrorCode errorCode = code == null ? null : ErrorCode.of(code);
    UUID extractId = row.getObject("extract_id", UUID.class);
    return new RunView(
        row.getObject("id", UUID.class),
        row.getLong("number"),
        OpenEnum.of(state),
        Objects.requireNonNull(ScheduleStore.instantOrNull(row, "due_at")),
        row.getBoolean("asked"),
        row.getLong("missed"),
        row.getLong("skipped"),
        row.getInt("attempts"),
        extractId,
        ScheduleStore.instantOrNull(row, "started_at"),
        ScheduleStore.instantOrNull(row, "ended_at"),
        extractId == null ? null : counters(row),
        proven(row),
        errorCode,
        row.getString("error"),
        errorCode == null ? null : errorCode.fix(),
        state == RunState.STARTING && errorCode != null
            ? ScheduleStore.instantOrNull(row, "try_at")
            : null);
  }

  private static RunCounters counters(ResultSet row) throws SQLException {
    return new RunCounters(
        row.getInt("tables"),
        row.getInt("failed_tables"),
        row.getLong("rows_extracted"),
        row.getLong("rows_loaded"),
        row.getLong("rows_inserted"),
        row.getLong("rows_replaced"),
        row.getLong("rows_deleted"));
  }

  private static @Nullable Boolean proven(ResultSet row) throws SQLException {
    return row.getObject("proven", Boolean.class);
  }
}
