package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.OneSession;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.audit.Auditor;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Log of the materializer by the service's own classes, without publishing its commits.
abstract class OffsetLogSequencer implements Sequencer {
  private static final String TOPIC = "bench";
  private static final List<String> MIGRATIONS =
      List.of("V1__topics.sql", "V2__batches.sql", "V3__readers_and_audit.sql");
  private static final int BATCHES_OF_A_PAST_SEGMENT = 50;
  private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

  private static final String PARTITIONS =
      """
      INSERT INTO log_topic (name) VALUES ('%1$s');
      INSERT INTO log_partition (topic_id, topic, partition_number, shard)
      SELECT 1, '%1$s', i, i %% 2 FROM generate_series(0, %2$d) AS i;
      INSERT INTO partition_start (part_id) SELECT part_id FROM log_partition;
      INSERT INTO partition_state (part_id) SELECT part_id FROM log_partition;
      INSERT INTO publication (part_id) SELECT part_id FROM log_partition;
      """;

  /// Past segments of fifty batches of one record, all packed alike.
  private static final String PAST =
      """
      INSERT INTO segment (part_id, last_offset, base_offset, batch_count, byte_count,
        youngest_micros, packed)
      SELECT p.part_id, (s + 1) * %1$d - 1, s * %1$d, %1$d, %1$d, 0, ?
      FROM log_partition p CROSS JOIN generate_series(0::bigint, %2$d - 1) AS s
      WHERE p.part_id = ?
      """;

  private static final String PAST_STATE =
      """
      INSERT INTO producer_name (name) VALUES ('history');
      INSERT INTO file (file_id, object_id, batch_refs, bucket, object_key)
      VALUES (0, '00000000-0000-0000-0000-000000000000', 1, 'bench', 'log/history');
      UPDATE partition_state SET next_offset = %1$d * %2$d, batches = %1$d * %2$d;
      """;

  private final ThreadLocal<Connection> connections = new ThreadLocal<>();
  private final Transactions transactions = new Transactions(OneSession.of(connections::get));
  private FileNumbering numbering = numbering();
  private long past;

  private FileNumbering numbering() {
    return new FileNumbering(
        transactions,
        new Partitions(transactions, Partitions.MOST_KNOWN),
        new ProducerRefs(transactions));
  }

  /// Transactions on the connection of the appending thread.
  final Transactions transactions() {
    return transactions;
  }

  @Override
  public String schema() {
    return "offset_log";
  }

  @Override
  public void create(Connection connection, int partitions, long history) throws SQLException {
    Sequencer.makeAnew(
        connection,
        schema(),
        MIGRATIONS.stream().map(OffsetLogSequencer::sql).toArray(String[]::new));
    BenchDatabase.execute(connection, PARTITIONS.formatted(TOPIC, partitions - 1));
    long segments = history / BATCHES_OF_A_PAST_SEGMENT / partitions;
    past = segments * BATCHES_OF_A_PAST_SEGMENT * partitions;
    if (history > 0) {
      enterPast(connection, partitions, segments);
      BenchDatabase.execute(
          connection,
          PAST_STATE.formatted(BATCHES_OF_A_PAST_SEGMENT, segments),
          "VACUUM ANALYZE segment");
    }
    // Its caches belong to the tables that were dropped.
    numbering = numbering();
  }

  private static void enterPast(Connection connection, int partitions, long segments)
      throws SQLException {
    String enter = PAST.formatted(BATCHES_OF_A_PAST_SEGMENT, segments);
    for (int partId = 1; partId <= partitions; partId++) {
      List<LogBatch> batches = new ArrayList<>();
      for (int i = 0; i < BATCHES_OF_A_PAST_SEGMENT; i++) {
        batches.add(new LogBatch(partId, 1, 1, 0, i, 0, i, 1, 0));
      }
      Sql.of(connection, enter, BatchCodec.pack(batches), partId).update();
    }
  }

  private static String sql(String migration) {
    try (InputStream file =
        FileNumbering.class.getResourceAsStream("/db/offset-log/" + migration)) {
      if (file == null) {
        throw new IllegalStateException("no migration " + migration);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final Writer writer(Connection connection) {
    return file -> {
      connections.set(connection);
      try {
        append(file.key(), numbering.number(appended(file)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("broken off", e);
      }
    };
  }

  /// Appends a file durably; throws where it was refused.
  abstract void append(String key, LogFile file) throws SQLException, InterruptedException;

  private static FileAppended appended(GeneratedFile file) {
    int[] byteOffsets = file.byteOffsets();
    String producer = "producer-" + file.producer();
    List<FileBatch> batches = new ArrayList<>(file.batches());
    for (int i = 0; i < file.batches(); i++) {
      batches.add(
          new FileBatch(
              TOPIC,
              file.partitions()[i],
              producer,
              0,
              file.sequences()[i],
              byteOffsets[i],
              GeneratedFile.BYTES_OF_A_BATCH,
              file.counts()[i],
              WRITTEN));
    }
    return new FileAppended("bench", file.key(), batches);
  }

  @Override
  public long highWatermark(Connection connection, int partition) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT s.next_offset FROM log_partition p JOIN partition_state s USING (part_id)
            WHERE p.topic = ? COLLATE "C" AND p.partition_number = ?
            """,
            TOPIC,
            partition)
        .one(row -> row.getLong(1));
  }

  @Override
  public long recordsWithOffsets(Connection connection, long history) throws SQLException {
    LogAudit audit = new Auditor(OneSession.transactions(connection), Auditor.MOST).audit("");
    // The entered past has offsets, but no files or producers of its own.
    boolean right = past == 0 ? audit.clean() : audit.gaps() == 0 && audit.overlaps() == 0;
    if (!right) {
      throw new IllegalStateException(
          "%d gaps, %d overlaps, %s"
              .formatted(audit.gaps(), audit.overlaps(), audit.findings().first()));
    }
    return audit.records() - past;
  }
}
