package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// Sequencer of a rival's design: its tables, and the statements that every rival needs.
abstract class RivalSequencer implements Sequencer {
  static final UUID TOPIC = new UUID(0, 1);
  private static final Duration BETWEEN_ANALYSES = Duration.ofSeconds(1);

  /// Tables of a rival, as SQL.
  ///
  /// @param names separated by commas
  /// @param partitions enters partitions: a template of topic and last partition
  /// @param past enters batches with offsets: a template of topic, partitions and batches
  /// @param highWatermark of a topic and a partition
  /// @param records as of [Sequencer#contiguousRecords]
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

  /// @param sharing waiting files share a transaction; else each has its own
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

  /// Append of several files on a connection in one transaction.
  abstract SharedAppends.Together together(Connection connection) throws SQLException;

  /// Analyses the tables every second, more often than autovacuum: else plans assume that tables
  /// which were empty a second ago still are.
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
