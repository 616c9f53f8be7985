package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.postgres.statement.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Server with the tables that are read.
interface RacedSource {
  /// Prefix of the groups of tables in MariaDB.
  String MARIADB = "MariaDB ";

  Dialect dialect();

  DatabaseRegistration registration();

  List<TableShape> shapes();

  /// Makes a table, settled for reading.
  default void create(TableShape shape, long rows) throws SQLException {
    try (Connection connection = open()) {
      List<String> statements = shape.statements(dialect(), rows);
      BenchDatabase.execute(connection, statements.toArray(String[]::new));
      BenchDatabase.execute(connection, dialect().analyze(shape.table().toString()));
    }
  }

  /// Writes dirty pages, so that no run pays the checkpoint of what came before.
  default void settle() throws SQLException {}

  /// Least and greatest id of a table whose key is one number.
  default Ids ids(TableShape shape) throws SQLException {
    try (Connection connection = open()) {
      return Sql.of(connection, "SELECT min(id), max(id) FROM " + shape.table())
          .one(row -> new Ids(row.getLong(1), row.getLong(2)));
    }
  }

  /// Reads a whole table by one stream in the server's binary form, and drops it.
  Drained drain(TableShape shape) throws SQLException, IOException;

  /// The same by streams side by side, each of a part; only where [#canDrainByParts].
  default Drained drain(TableShape shape, int streams) throws Exception {
    throw new UnsupportedOperationException(dialect() + " has no ranges of blocks");
  }

  default boolean canDrainByParts() {
    return false;
  }

  Connection open() throws SQLException;

  /// CPU of the whole server.
  ProcessCpu cpu();

  /// Group of a table's contenders: unlike that of another server's table of this shape.
  default String group(TableShape shape) {
    return dialect() == Dialect.MARIADB ? MARIADB + shape.title() : shape.title();
  }

  record Ids(long first, long last) {}

  /// @param took from the question to the last row
  record Drained(long rows, Duration took) {}
}
