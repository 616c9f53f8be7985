package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Schedules in this service's database.
@Singleton
public final class ScheduleStore {
  private static final String NOW = "SELECT clock_timestamp()";

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
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(NOW)) {
      row.next();
      return instant(row, 1);
    }
  }

  /// @return false where one of that name is there
  boolean insert(Connection connection, Schedule schedule) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, schedule.name());
      statement.setString(2, schedule.source());
      statement.setString(3, schedule.target());
      statement.setString(4, schedule.request());
      statement.setLong(5, schedule.every().toSeconds());
      statement.setBoolean(6, schedule.verify());
      statement.setObject(7, schedule.nextAt().atOffset(ZoneOffset.UTC));
      return statement.executeUpdate() == 1;
    }
  }

  List<Schedule> all(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ALL)) {
      return read(statement);
    }
  }

  /// @throws PlimsollException NOT_FOUND
  Schedule get(Connection connection, String name) throws SQLException {
    return find(connection, ONE, name).orElseThrow(() -> unknown(name));
  }

  /// For the transaction alone. Whoever begins or ends a run has its schedule's lock.
  ///
  /// @throws PlimsollException NOT_FOUND
  Schedule lock(Connection connection, String name) throws SQLException {
    return find(connection, LOCK, name).orElseThrow(() -> unknown(name));
  }

  /// As {@link #lock}.
  ///
  /// @return false where it was removed
  boolean lockIfThere(Connection connection, String name) throws SQLException {
    return find(connection, LOCK, name).isPresent();
  }

  /// Locks the one that has waited longest. A lock that another process holds is passed by.
  Optional<Schedule> lockNextDue(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NEXT_DUE)) {
      statement.setObject(1, now.atOffset(ZoneOffset.UTC));
      return read(statement).stream().findFirst();
    }
  }

  void move(Connection connection, String name, boolean paused, Instant nextAt)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
      statement.setBoolean(1, paused);
      statement.setObject(2, nextAt.atOffset(ZoneOffset.UTC));
      statement.setString(3, name);
      statement.executeUpdate();
    }
  }

  void delete(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
      statement.setString(1, name);
      statement.executeUpdate();
    }
  }

  private static Optional<Schedule> find(Connection connection, String sql, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      return read(statement).stream().findFirst();
    }
  }

  private static PlimsollException unknown(String name) {
    return new PlimsollException(ErrorCode.NOT_FOUND, "there is no schedule \"" + name + "\"");
  }

  private static List<Schedule> read(PreparedStatement statement) throws SQLException {
    List<Schedule> schedules = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        schedules.add(
            new Schedule(
                row.getString("name"),
                row.getString("source"),
                row.getString("target"),
                row.getString("request"),
                Duration.ofSeconds(row.getLong("every_seconds")),
                row.getBoolean("verify"),
                row.getBoolean("paused"),
                instant(row, row.findColumn("created_at")),
                instant(row, row.findColumn("next_at"))));
      }
    }
    return schedules;
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
