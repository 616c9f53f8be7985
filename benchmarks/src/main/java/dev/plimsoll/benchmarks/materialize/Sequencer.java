package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// Sequencer: a way to give batches their offsets, on tables in a schema of its own. Every
/// connection is on [#schema], in auto-commit mode; writers, workers and housekeepers each have
/// their own connection and thread.
interface Sequencer {

  String schema();

  /// Whether offsets are there when an append returns; else workers give them later.
  boolean synchronous();

  /// Makes its tables anew.
  ///
  /// @param partitions numbered from 0 on
  /// @param history batches that have offsets already, spread evenly over the partitions
  void create(Connection connection, int partitions, long history) throws SQLException;

  Writer writer(Connection connection) throws SQLException;

  /// Worker; only where offsets are given later.
  default Worker worker(Connection connection) throws SQLException {
    throw new IllegalStateException(schema() + " has no workers");
  }

  /// Work beside producers and workers.
  default Optional<Worker> housekeeper(Connection connection) {
    return Optional.empty();
  }

  /// Offset of the next record of a partition; only where offsets are given later.
  long highWatermark(Connection connection, int partition) throws SQLException;

  /// Records with offsets, over all partitions, without the history's; throws where offsets have
  /// holes or overlap.
  ///
  /// @param history as of [#create]
  long recordsWithOffsets(Connection connection, long history) throws SQLException;

  static void makeAnew(Connection connection, String schema, String... statements)
      throws SQLException {
    BenchDatabase.execute(
        connection, "DROP SCHEMA IF EXISTS %1$s CASCADE; CREATE SCHEMA %1$s".formatted(schema));
    BenchDatabase.execute(connection, statements);
  }

  /// Records that a query counts; throws where offsets are not contiguous.
  ///
  /// @param sql returns one row: records, and whether offsets are contiguous in every partition
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
    /// Does some of the waiting work and returns the number of batches; 0 when nothing waits.
    int run() throws SQLException;
  }
}
