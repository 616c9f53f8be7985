package dev.plimsoll.sync.schedule;

import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/// A source and a target of schedules, and the service's own tables of them, in which a test moves
/// the clock and counts.
record ScheduleTables(DataSource service) {
  /// Made once, at the first use.
  static final TestDatabase SOURCE = createSource();

  static final TestDatabase TARGET = Stack.get().createDatabase("schedule_target");

  private static TestDatabase createSource() {
    FakeLog.get();
    TestDatabase source = Stack.get().createDatabase("schedule_source");
    try {
      TestTables.execute(source, "CREATE TABLE files_only AS SELECT generate_series(1, 10) AS a");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return source;
  }

  static void register() {
    SyncApi.register("schedule-source", SOURCE);
    SyncApi.register("schedule-target", TARGET);
  }

  static void createTable(String name) throws SQLException {
    TestTables.execute(
        SOURCE,
        """
        CREATE TABLE %s (
          id int PRIMARY KEY, note text, changed_at timestamptz NOT NULL DEFAULT clock_timestamp())
        """
            .formatted(name),
        "INSERT INTO %s SELECT i, 'as it was' FROM generate_series(1, 100) i".formatted(name));
  }

  /// As if the clock had gone on, for all of that name at once.
  void makeDue(String name, Duration ago) throws SQLException {
    try (Connection connection = service.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "UPDATE schedule SET next_at = clock_timestamp() - make_interval(secs => ?)"
                    + " WHERE name LIKE ?")) {
      statement.setDouble(1, ago.toSeconds());
      statement.setString(2, name);
      statement.executeUpdate();
    }
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = service.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  long count(String sql) throws SQLException {
    try (Connection connection = service.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  // Other tests have tables of these names in other sources.
  long extractsOf(String table) throws SQLException {
    return count(
        "SELECT count(*) FROM extract_table t JOIN extract e ON e.id = t.extract_id"
            + " WHERE e.source LIKE 'schedule-%' AND t.table_name = '"
            + table
            + "'");
  }
}
