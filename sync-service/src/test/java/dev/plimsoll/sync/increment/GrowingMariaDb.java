package dev.plimsoll.sync.increment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// A MariaDB whose tables grow, and the PostgreSQL that its increments are merged into.
final class GrowingMariaDb {
  static final IncrementRequest BY_ID = IncrementRequest.by("id");
  static final IncrementRequest BY_TIME = IncrementRequest.by("changed_at");

  private static final String READER = "grower";
  private static final String PASSWORD = "grower-password";

  private final String name;
  private final MariaDbDatabase source;
  private final TestDatabase target;

  GrowingMariaDb(String name) throws SQLException {
    FakeLog.get();
    this.name = name;
    source = MariaDb.get().createDatabase(name);
    target = Stack.get().createDatabase(name + "_target");
    source.execute("CREATE TABLE something (id int PRIMARY KEY)");
  }

  /// Registers both, after each restart of the service.
  void register() {
    register(name, source);
    SyncApi.register(targetName(), target);
  }

  /// The source as a role that does not see who else is at work; without a target.
  Increments blind() throws SQLException {
    source.execute(
        "CREATE OR REPLACE USER '%s'@'%%' IDENTIFIED BY '%s'".formatted(READER, PASSWORD),
        "GRANT SELECT ON %s.* TO '%s'@'%%'".formatted(name, READER));
    String blind = name + "-blind";
    register(blind, new MariaDbDatabase(source.host(), source.port(), name, READER, PASSWORD));
    return new Increments(blind, null, name);
  }

  Increments increments() {
    return new Increments(name, targetName(), name);
  }

  String targetName() {
    return name + "-target";
  }

  Connection connect() throws SQLException {
    return source.connect();
  }

  void execute(String... statements) throws SQLException {
    source.execute(statements);
  }

  private static void register(String name, MariaDbDatabase database) {
    SyncApi.register(name, database.address(), DatabaseKind.MARIADB);
  }

  void create(String table, int rows) throws SQLException {
    source.execute(
        ("CREATE TABLE %s (region varchar(9) COLLATE utf8mb4_general_ci NOT NULL, id bigint unsigned"
                + " AUTO_INCREMENT, note varchar(40), changed_at timestamp(6) NOT NULL DEFAULT"
                + " current_timestamp(6) ON UPDATE current_timestamp(6), PRIMARY KEY (id, region),"
                + " INDEX (changed_at))")
            .formatted(table),
        "INSERT INTO %s (region, id, note) SELECT elt(1 + seq %% 3, 'eu', 'US', '\u00e4s'), seq, seq FROM seq_1_to_%d"
            .formatted(table, rows));
  }

  /// Changes 100 rows, and adds 50.
  void change(String table) throws SQLException {
    source.execute(
        "UPDATE %s SET note = 'changed' WHERE id <= 100".formatted(table),
        "INSERT INTO %s (region, note) SELECT 'eu', 'new' FROM seq_1_to_50".formatted(table));
  }

  void insert(String table) throws SQLException {
    source.execute("INSERT INTO %s (region, note) VALUES ('eu', 'in time')".formatted(table));
  }

  static String text(Connection connection, String sql) throws SQLException {
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  void assertEqual(String table) throws SQLException {
    String sql =
        "SELECT concat(count(*), ' ', sum(id), ' ', sum(CASE WHEN note = 'changed' THEN id ELSE 0 END),"
            + " ' ', sum(CASE WHEN note = 'new' THEN id ELSE 0 END)) FROM "
            + name
            + "."
            + table;
    assertThat(text(target.connect(), sql)).isEqualTo(text(source.connect(), sql));
  }
}
