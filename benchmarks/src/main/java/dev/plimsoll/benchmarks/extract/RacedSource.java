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

/// A server with the tables that are read.
interface RacedSource {
  /// Begins the names of its tables, where they are not PostgreSQL's.
  String MARIADB = "MariaDB ";

  Dialect dialect();

  /// As it is registered.
  DatabaseRegistration registration();

  List<TableShape> shapes();

  /// Makes a table; returns when it lies as it will be read.
  default void create(TableShape shape, long rows) throws SQLException {
    try (Connection connection = open()) {
      List<String> statements = shape.statements(dialect(), rows);
      BenchDatabase.execute(connection, statements.toArray(String[]::new));
      BenchDatabase.execute(connection, dialect().analyze(shape.table().toString()));
    }
  }

  /// Writes what is dirty, so that no checkpoint falls into a run for what came before it.
  default void settle() throws SQLException {}

  /// The least and the greatest id of a table whose key is one number.
  default Ids ids(TableShape shape) throws SQLException {
    try (Connection connection = open()) {
      return Sql.of(connection, "SELECT min(id), max(id) FROM " + shape.table())
          .one(row -> new Ids(row.getLong(1), row.getLong(2)));
    }
  }

  /// Reads a whole table by one stream in the server's binary form, and does nothing with it.
  Drained drain(TableShape shape) throws SQLException, IOException;

  /// The same by so many streams side by side, each of a part of the table.
  ///
  /// @throws UnsupportedOperationException unless [#canDrainByParts]
  default Drained drain(TableShape shape, int streams) throws Exception {
    throw new UnsupportedOperationException(dialect() + " has no ranges of blocks");
  }

  default boolean canDrainByParts() {
    return false;
  }

  /// A session of its own, for who reads without the service.
  Connection open() throws SQLException;

  /// Of the whole server.
  ProcessCpu cpu();

  /// What tells its tables from another server's of the same shape.
  default String group(TableShape shape) {
    return dialect() == Dialect.MARIADB ? MARIADB + shape.title() : shape.title();
  }

  record Ids(long first, long last) {}

  /// @param took from the question to the last row
  record Drained(long rows, Duration took) {}
}
