package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleChange.Act;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      statement.setString(1, schedule.name());
      statement.setString(2, act.name());
      statement.setString(3, new ControlRequest(who.by(), null).words());
      statement.setString(4, reason(who));
      statement.setString(5, schedule.request());
      statement.setLong(6, schedule.every().toSeconds());
      statement.setBoolean(7, schedule.verify());
      statement.executeUpdate();
    }
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
    List<ScheduleChange> changes = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(LATEST)) {
      statement.setString(1, schedule);
      statement.setString(2, schedule);
      statement.setInt(3, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          changes.add(
              new ScheduleChange(
                  row.getLong("number"),
                  Objects.requireNonNull(ScheduleStore.instantOrNull(row, "changed_at")),
                  row.getString("changed_by"),
                  row.getString("reason"),
                  row.getString("schedule"),
                  OpenEnum.of(Act.valueOf(row.getString("act"))),
                  Duration.ofSeconds(row.getLong("every_seconds")),
                  Json.read(row.getString("request"), ExtractRequest.class),
                  row.getBoolean("verify")));
        }
      }
    }
    return changes;
  }
}
