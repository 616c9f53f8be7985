package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Schedules in this service's database.
@Singleton
public final class ScheduleStore {
  private static final String NOW = "SELECT clock_timestamp() AS now";

  private static final String INSERT =
      """
      INSERT INTO schedule (name, source, target, request, every_seconds, verify, next_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (name) DO NOTHING
      """;

  private static final String ALL = "SELECT * FROM schedule ORDER BY name";
  private static final String ONE = "SELECT * FROM schedule WHERE name = ?";
  private static final String LOCK = ONE + " FOR UPDATE";

  private static final String NEXT_DUE =
      """
      SELECT * FROM schedule
      WHERE NOT paused AND next_at <= ?
      ORDER BY next_at LIMIT 1
      FOR UPDATE SKIP LOCKED
      """;

  private static final String MOVE = "UPDATE schedule SET paused = ?, next_at = ? WHERE name = ?";
  private static final String DELETE = "DELETE FROM schedule WHERE name = ?";

  /// Of the database, which all processes share.
  static Instant now(Connection connection) throws SQLException {
    return Sql.of(connection, NOW).one(row -> Columns.instant(row, "now"));
  }

  /// @return false where one of that name is there
  boolean insert(Connection connection, Schedule schedule) throws SQLException {
    return Sql.of(
            connection,
            INSERT,
            schedule.name(),
            schedule.source(),
            schedule.target(),
            schedule.request(),
            schedule.every().toSeconds(),
            schedule.verify(),
            schedule.nextAt())
        .updateAny();
  }

  List<Schedule> all(Connection connection) throws SQLException {
    return Sql.of(connection, ALL).list(ScheduleStore::schedule);
  }

  /// @throws PlimsollException NOT_FOUND
  Schedule get(Connection connection, String name) throws SQLException {
    return Sql.of(connection, ONE, name)
        .first(ScheduleStore::schedule)
        .orElseThrow(() -> unknown(name));
  }

  /// For the transaction alone. Whoever begins or ends a run has its schedule's lock.
  ///
  /// @throws PlimsollException NOT_FOUND
  Schedule lock(Connection connection, String name) throws SQLException {
    return Sql.of(connection, LOCK, name)
        .first(ScheduleStore::schedule)
        .orElseThrow(() -> unknown(name));
  }

  /// As {@link #lock}.
  ///
  /// @return false where it was removed
  boolean lockIfThere(Connection connection, String name) throws SQLException {
    return Sql.of(connection, LOCK, name).exists();
  }

  /// Locks the one that has waited longest. A lock that another process holds is passed by.
  Optional<Schedule> lockNextDue(Connection connection, Instant now) throws SQLException {
    return Sql.of(connection, NEXT_DUE, now).first(ScheduleStore::schedule);
  }

  void move(Connection connection, String name, boolean paused, Instant nextAt)
      throws SQLException {
    Sql.of(connection, MOVE, paused, nextAt, name).update();
  }

  void delete(Connection connection, String name) throws SQLException {
    Sql.of(connection, DELETE, name).update();
  }

  private static PlimsollException unknown(String name) {
    return PlimsollException.notFound("there is no schedule \"" + name + "\"");
  }

  private static Schedule schedule(ResultSet row) throws SQLException {
    return new Schedule(
        row.getString("name"),
        row.getString("source"),
        row.getString("target"),
        row.getString("request"),
        Duration.ofSeconds(row.getLong("every_seconds")),
        row.getBoolean("verify"),
        row.getBoolean("paused"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "next_at"));
  }
}
