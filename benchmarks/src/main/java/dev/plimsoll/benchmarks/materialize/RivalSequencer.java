package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// A rival's design: its tables, and the statements that are asked of every rival.
abstract class RivalSequencer implements Sequencer {
  static final UUID TOPIC = new UUID(0, 1);
  private static final Duration BETWEEN_ANALYSES = Duration.ofSeconds(1);

  /// Tables of a rival, as SQL.
  ///
  /// @param names with commas between them
  /// @param definition makes them
  /// @param partitions enters partitions: a template of topic and last partition
  /// @param past enters batches with offsets: a template of topic, partitions and batches
  /// @param highWatermark of a topic and a partition
  /// @param records how many have offsets, and whether those are contiguous in every partition
  record Tables(
      String names,
      String definition,
      String partitions,
      String past,
      String highWatermark,
      String records) {}

  private final String schema;
  private final Tables tables;
  private final boolean sharing;
  private final SharedAppends shared = new SharedAppends();

  /// @param sharing files that wait share a transaction; else each has one
  RivalSequencer(String schema, Tables tables, boolean sharing) {
    this.schema = schema;
    this.tables = tables;
    this.sharing = sharing;
  }

  @Override
  public final String schema() {
    return schema;
  }

  @Override
  public final void create(Connection connection, int partitions, long history)
      throws SQLException {
    Sequencer.makeAnew(
        connection,
        schema,
        tables.definition(),
        tables.partitions().formatted(TOPIC, partitions - 1));
    if (history > 0) {
      BenchDatabase.execute(connection, tables.past().formatted(TOPIC, partitions, history));
    }
    BenchDatabase.execute(connection, "VACUUM ANALYZE " + tables.names());
  }

  @Override
  public final Writer writer(Connection connection) throws SQLException {
    SharedAppends.Together together = together(connection);
    return sharing ? shared.writer(together) : SharedAppends.alone(together);
  }

  /// How files are appended on a connection, in one transaction.
  abstract SharedAppends.Together together(Connection connection) throws SQLException;

  /// Keeps the tables' statistics as young as autovacuum never does: tables that were empty a
  /// second ago would be planned for as if they still were.
  @Override
  public final Optional<Worker> housekeeper(Connection connection) {
    return Optional.of(
        new Worker() {
          private long last = System.nanoTime() - BETWEEN_ANALYSES.toNanos();

          @Override
          public int run() throws SQLException {
            if (System.nanoTime() - last >= BETWEEN_ANALYSES.toNanos()) {
              BenchDatabase.execute(connection, "ANALYZE " + tables.names());
              last = System.nanoTime();
            }
            return 0;
          }
        });
  }

  @Override
  public final long highWatermark(Connection connection, int partition) throws SQLException {
    return Sql.of(connection, tables.highWatermark(), TOPIC, partition).one(row -> row.getLong(1));
  }

  @Override
  public final long recordsWithOffsets(Connection connection, long history) throws SQLException {
    return Sequencer.contiguousRecords(connection, tables.records()) - history;
  }
}
