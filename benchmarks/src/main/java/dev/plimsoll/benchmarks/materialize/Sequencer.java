package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// A way to get batches their offsets, on tables of its own in a schema of its own.
interface Sequencer {
  /// Where its tables are.
  String schema();

  /// Offsets are there when an append returns: no worker gives them later.
  boolean synchronous();

  /// Makes its tables anew.
  ///
  /// @param connection on [#schema], in auto-commit mode
  /// @param partitions numbered from 0 on, to be there before the first append
  /// @param history batches that have offsets already, spread over the partitions evenly
  void create(Connection connection, int partitions, long history) throws SQLException;

  /// For one thread.
  ///
  /// @param connection of its own, on [#schema], in auto-commit mode
  Writer writer(Connection connection) throws SQLException;

  /// For one thread; only where offsets are given later.
  ///
  /// @param connection of its own, on [#schema], in auto-commit mode
  default Worker worker(Connection connection) throws SQLException {
    throw new IllegalStateException(schema() + " has no workers");
  }

  /// What is done beside producers and workers, for one thread.
  ///
  /// @param connection of its own, on [#schema], in auto-commit mode
  default Optional<Worker> housekeeper(Connection connection) {
    return Optional.empty();
  }

  /// The offset that the next record of a partition will get. Only where offsets are given later,
  /// or it can be said at all.
  long highWatermark(Connection connection, int partition) throws SQLException;

  /// Records that have offsets, over all partitions, without those of the history; each of them
  /// once and without a hole, or it throws.
  ///
  /// @param history as it was created with
  long recordsWithOffsets(Connection connection, long history) throws SQLException;

  /// Makes a schema anew, and then its tables.
  ///
  /// @param connection on the schema, in auto-commit mode
  static void makeAnew(Connection connection, String schema, String... statements)
      throws SQLException {
    BenchDatabase.execute(
        connection, "DROP SCHEMA IF EXISTS %1$s CASCADE; CREATE SCHEMA %1$s".formatted(schema));
    BenchDatabase.execute(connection, statements);
  }

  /// Records that a query counts.
  ///
  /// @param sql answers one row: records, and whether offsets are contiguous in every partition
  /// @throws IllegalStateException where they are not
  static long contiguousRecords(Connection connection, String sql) throws SQLException {
    return Sql.of(connection, sql)
        .one(
            row -> {
              if (!row.getBoolean(2)) {
                throw new IllegalStateException(
                    "offsets of " + connection.getSchema() + " have holes or overlap");
              }
              return row.getLong(1);
            });
  }

  interface Writer {
    /// Durable when it returns.
    void append(GeneratedFile file) throws SQLException;
  }

  interface Worker {
    /// Does some of what waits: gives offsets, if it is a worker.
    ///
    /// @return batches that were done; 0 when nothing waits
    int run() throws SQLException;
  }
}
