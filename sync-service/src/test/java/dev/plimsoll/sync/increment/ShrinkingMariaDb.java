package dev.plimsoll.sync.increment;

import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.MariaDb;
import dev.plimsoll.testkit.MariaDbDatabase;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/// A MariaDB whose tables lose rows, and a PostgreSQL that has copies of them.
///
/// @param increments of its tables
record ShrinkingMariaDb(MariaDbDatabase source, TestDatabase target, Increments increments) {
  static final IncrementRequest BY_TIME = IncrementRequest.by("changed_at");
  static final IncrementRequest WITH_DELETES = withDeletes(new DeletesRequest(null, null));

  static final String CHANGED_AT =
      "changed_at timestamp(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6), ";

  /// Makes both databases anew.
  ///
  /// @param name of the source, as a database and as a schema at the target
  static ShrinkingMariaDb create(String name) throws SQLException {
    FakeLog.get();
    MariaDbDatabase source = MariaDb.get().createDatabase(name);
    source.execute("CREATE TABLE something (id int PRIMARY KEY)");
    TestDatabase target = Stack.get().createDatabase(name + "_target");
    return new ShrinkingMariaDb(source, target, new Increments(name, name + "-target", name));
  }

  String schema() {
    return source.name();
  }

  void register() {
    SyncApi.register(schema(), source.address(), DatabaseKind.MARIADB);
    SyncApi.register(increments.target(), target);
  }

  static IncrementRequest withDeletes(DeletesRequest deletes) {
    return new IncrementRequest(null, "changed_at", null, null, null, deletes);
  }

  // Its key is of numbers and of text that capitals and spaces at the end make no other.
  void createAndCopy(String table) throws SQLException {
    source.execute(
        ("CREATE TABLE %s (region varchar(9) COLLATE utf8mb4_general_ci, id bigint unsigned, "
                + CHANGED_AT
                + "PRIMARY KEY (region, id), INDEX (changed_at))")
            .formatted(table),
        "INSERT INTO %s (region, id) SELECT elt(1 + seq %% 3, 'it''s', 'US', '\u00e4s '), seq FROM seq_1_to_25000"
            .formatted(table));
    increments.run(table, BY_TIME);
  }

  /// A hundred rows, keys 1 to 100.
  void createSmallAndCopy(String table) throws SQLException {
    source.execute(
        "CREATE TABLE %s (id int PRIMARY KEY, %s INDEX (changed_at))".formatted(table, CHANGED_AT),
        "INSERT INTO %s (id) SELECT seq FROM seq_1_to_100".formatted(table));
    increments.run(table, BY_TIME);
  }

  long rowsAtTarget(String table) throws SQLException {
    return TestTables.number(target, "SELECT count(*) FROM %s.%s".formatted(schema(), table));
  }

  private static Set<String> texts(Connection connection, String sql) throws SQLException {
    Set<String> texts = new TreeSet<>();
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }

  Set<String> atSource(String table, String expression) throws SQLException {
    return texts(source.connect(), "SELECT %s FROM %s".formatted(expression, table));
  }

  Set<String> atTarget(String table, String expression) throws SQLException {
    return texts(target.connect(), "SELECT %s FROM %s.%s".formatted(expression, schema(), table));
  }
}
