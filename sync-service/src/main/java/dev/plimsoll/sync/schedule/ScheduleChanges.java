package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleChange.Act;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who has changed which schedule, in this service's database: noted in the transaction that
/// changes it. The table refuses to be changed otherwise than by adding.
final class ScheduleChanges {
  private static final String ADD =
      """
      INSERT INTO schedule_change
        (schedule, act, changed_by, reason, request, every_seconds, verify)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String LATEST =
      """
      SELECT * FROM schedule_change
      WHERE ?::text IS NULL OR schedule = ?
      ORDER BY number DESC LIMIT ?
      """;

  private ScheduleChanges() {}

  /// @param schedule as it is after that, or was before it was removed
  static void add(Connection connection, Schedule schedule, Act act, ControlRequest who)
      throws SQLException {
    Sql.of(
            connection,
            ADD,
            schedule.name(),
            act,
            new ControlRequest(who.by(), null).words(),
            reason(who),
            schedule.request(),
            schedule.every().toSeconds(),
            schedule.verify())
        .update();
  }

  private static @Nullable String reason(ControlRequest who) {
    String reason = who.reason();
    return reason == null || reason.isBlank() ? null : reason.strip();
  }

  /// The latest first.
  ///
  /// @param schedule its name; null for those of all
  static List<ScheduleChange> latest(Connection connection, @Nullable String schedule, int limit)
      throws SQLException {
    return Sql.of(connection, LATEST, schedule, schedule, limit).list(ScheduleChanges::change);
  }

  private static ScheduleChange change(ResultSet row) throws SQLException {
    return new ScheduleChange(
        row.getLong("number"),
        Columns.instant(row, "changed_at"),
        row.getString("changed_by"),
        row.getString("reason"),
        row.getString("schedule"),
        OpenEnum.of(Act.valueOf(row.getString("act"))),
        Duration.ofSeconds(row.getLong("every_seconds")),
        Json.read(row.getString("request"), ExtractRequest.class),
        row.getBoolean("verify"));
  }
}
