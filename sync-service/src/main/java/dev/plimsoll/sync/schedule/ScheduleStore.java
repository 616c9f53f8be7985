package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleChange.Act;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.schedule.Schedule.Job;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Store of schedules and of their changes.
final class ScheduleStore {
  private static final String COLUMNS =
      "name, source, target, request, every_seconds, verify, edition, paused, created_at, next_at";

  private static final String INSERT =
      """
      INSERT INTO schedule (name, source, target, request, every_seconds, verify, next_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (name) DO NOTHING
      """;

  private static final String PAGE =
      """
      SELECT %s FROM schedule
      WHERE (?::text IS NULL OR source = ?) AND (?::text IS NULL OR target = ?) AND name > ?
      ORDER BY name LIMIT ?
      """
          .formatted(COLUMNS);
  private static final String ONE = "SELECT " + COLUMNS + " FROM schedule WHERE name = ?";
  private static final String LOCK = ONE + " FOR UPDATE";

  private static final String NEXT_DUE =
      """
      SELECT %s FROM schedule
      WHERE NOT paused AND next_at <= ?
      ORDER BY next_at LIMIT 1
      FOR UPDATE SKIP LOCKED
      """
          .formatted(COLUMNS);

  private static final String EDIT =
      """
      UPDATE schedule
      SET source = ?, target = ?, request = ?, every_seconds = ?, verify = ?, next_at = ?,
          edition = edition + 1
      WHERE name = ?
      """;

  private static final String MOVE = "UPDATE schedule SET paused = ?, next_at = ? WHERE name = ?";
  private static final String DELETE = "DELETE FROM schedule WHERE name = ?";

  // The table only accepts additions.
  private static final String ADD_CHANGE =
      """
      INSERT INTO schedule_change
        (schedule, act, changed_by, reason, request, every_seconds, verify)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String LATEST_CHANGES =
      """
      SELECT number, changed_at, changed_by, reason, schedule, act, every_seconds, request, verify
      FROM schedule_change
      WHERE (?::text IS NULL OR schedule = ?) AND number < ?
      ORDER BY number DESC LIMIT ?
      """;

  private ScheduleStore() {}

  /// @return false if the name is taken
  static boolean insert(Connection connection, String name, Job job, Instant nextAt)
      throws SQLException {
    return Sql.of(
            connection,
            INSERT,
            name,
            job.source(),
            job.target(),
            job.request(),
            job.every().toSeconds(),
            job.verify(),
            nextAt)
        .updateAny();
  }

  /// Requires the schedule's lock.
  static void edit(Connection connection, String name, Job job, Instant nextAt)
      throws SQLException {
    Sql.of(
            connection,
            EDIT,
            job.source(),
            job.target(),
            job.request(),
            job.every().toSeconds(),
            job.verify(),
            nextAt,
            name)
        .update();
  }

  /// In the order of names.
  ///
  /// @param source null for any
  /// @param target null for any
  /// @param after a name, which need not exist; empty for the first page
  static List<Schedule> page(
      Connection connection,
      @Nullable String source,
      @Nullable String target,
      String after,
      int limit)
      throws SQLException {
    return Sql.of(connection, PAGE, source, source, target, target, after, limit)
        .list(ScheduleStore::schedule);
  }

  /// @throws PlimsollException NOT_FOUND
  static Schedule get(Connection connection, String name) throws SQLException {
    return named(connection, ONE, name);
  }

  /// Locks a schedule until the transaction ends. Runs begin and end under this lock.
  ///
  /// @throws PlimsollException NOT_FOUND
  static Schedule lock(Connection connection, String name) throws SQLException {
    return named(connection, LOCK, name);
  }

  private static Schedule named(Connection connection, String sql, String name)
      throws SQLException {
    return Sql.of(connection, sql, name)
        .first(ScheduleStore::schedule)
        .orElseThrow(() -> PlimsollException.notFound("there is no schedule \"" + name + "\""));
  }

  /// @return false if it was removed
  static boolean lockIfThere(Connection connection, String name) throws SQLException {
    return Sql.of(connection, LOCK, name).exists();
  }

  /// Locks the schedule that has been due longest, passing by those that others have locked.
  static Optional<Schedule> lockNextDue(Connection connection, Instant now) throws SQLException {
    return Sql.of(connection, NEXT_DUE, now).first(ScheduleStore::schedule);
  }

  static void move(Connection connection, String name, boolean paused, Instant nextAt)
      throws SQLException {
    Sql.of(connection, MOVE, paused, nextAt, name).update();
  }

  static void delete(Connection connection, String name) throws SQLException {
    Sql.of(connection, DELETE, name).update();
  }

  private static Schedule schedule(ResultSet row) throws SQLException {
    return new Schedule(
        row.getString("name"),
        new Job(
            row.getString("source"),
            row.getString("target"),
            row.getString("request"),
            Duration.ofSeconds(row.getLong("every_seconds")),
            row.getBoolean("verify")),
        row.getLong("edition"),
        row.getBoolean("paused"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "next_at"));
  }

  /// Records who has changed a schedule, in the transaction that changes it.
  ///
  /// @param job after the change, or before the removal
  static void note(Connection connection, String schedule, Job job, Act act, ControlRequest who)
      throws SQLException {
    String reason = who.reason();
    Sql.of(
            connection,
            ADD_CHANGE,
            schedule,
            act,
            new ControlRequest(who.by(), null).words(),
            reason == null || reason.isBlank() ? null : reason.strip(),
            job.request(),
            job.every().toSeconds(),
            job.verify())
        .update();
  }

  /// Changes of one schedule, or of all for null, the latest first.
  ///
  /// @param after of numbers below this one
  static List<ScheduleChange> latestChanges(
      Connection connection, @Nullable String schedule, long after, int limit) throws SQLException {
    return Sql.of(connection, LATEST_CHANGES, schedule, schedule, after, limit)
        .list(ScheduleStore::change);
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
