package dev.plimsoll.sync.load;

import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.loading.MergeCounts;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableProgress;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Offsets of batches and progress of loads, in this service's database.
@Singleton
public final class LoadProgressStore {
  private static final String BATCH =
      """
      SELECT b.table_id, b.log_partition, b.object_key, b.bytes, b.record_count, b.base_offset,
             (SELECT coalesce(max(o.base_offset + o.record_count), 0) FROM batch o
              WHERE o.table_id = b.table_id AND o.log_partition = b.log_partition
                AND o.base_offset IS NOT NULL) AS expected_offset
      FROM batch b
      WHERE b.read_task_id = ? AND b.sequence = ?
      """;

  private static final String UNPLACED =
      """
      SELECT FROM batch
      WHERE table_id = ? AND read_task_id::text = ? AND sequence = ? AND object_key = ?
        AND base_offset IS NULL
      """;

  private static final String SET_OFFSET =
      "UPDATE batch SET base_offset = ? WHERE read_task_id = ? AND sequence = ?";

  private static final String PENDING =
      """
      SELECT read_task_id, sequence, object_key, bytes, base_offset, record_count
      FROM batch
      WHERE table_id = ? AND log_partition = ? AND base_offset IS NOT NULL AND loaded_at IS NULL
      ORDER BY base_offset
      """;

  // A Redshift is given whole tables, not partitions. Asked every second: by the index of open
  // tables, not over all that ever were.
  private static final String OPEN_PARTITIONS =
      """
      SELECT DISTINCT t.id, b.log_partition, t.ordinal, e.target
      FROM extract_table t
      JOIN extract e ON e.id = t.extract_id
      JOIN batch b ON b.table_id = t.id AND b.base_offset IS NOT NULL AND b.loaded_at IS NULL
      WHERE e.target IS NOT NULL AND t.state IN ('PLANNED', 'EXTRACTING', 'EXTRACTED', 'LOADING')
        AND NOT EXISTS (SELECT FROM redshift_load r WHERE r.table_id = t.id)
      UNION ALL
      SELECT t.id, -1, t.ordinal, e.target
      FROM extract_table t
      JOIN extract e ON e.id = t.extract_id
      WHERE e.target IS NOT NULL AND t.state = 'EXTRACTED' AND NOT t.target_prepared
        AND t.rows_extracted = 0
        AND NOT EXISTS (SELECT FROM redshift_load r WHERE r.table_id = t.id)
      ORDER BY 3, 2
      """;

  private static final String TO_COMPARE =
      """
      SELECT id FROM extract_table
      WHERE deletes_open AND state IN ('EXTRACTED', 'LOADING')
        AND target_prepared AND rows_loaded = rows_extracted
      ORDER BY started_at, id
      """;

  private static final String NOTE_DELETED =
      "UPDATE extract_table SET rows_deleted = ?, deletes_open = false WHERE id = ?";

  private static final String PARTITIONS =
      "SELECT DISTINCT log_partition FROM read_task WHERE table_id = ? ORDER BY log_partition";

  private static final String NOTE_PREPARED =
      "UPDATE extract_table SET target_prepared = true WHERE id = ?";

  private static final String NOTE_LOADED =
      """
      UPDATE batch SET loaded_at = clock_timestamp()
      WHERE read_task_id = ? AND sequence = ? AND loaded_at IS NULL
      """;

  private static final String COUNT_LOADED =
      "UPDATE extract_table SET rows_loaded = rows_loaded + ? WHERE id = ?";

  // Totals that only grow: an older one changes nothing.
  private static final String NOTE_MERGED =
      """
      UPDATE extract_table
      SET rows_inserted = greatest(rows_inserted, ?), rows_replaced = greatest(rows_replaced, ?)
      WHERE id = ?
      """;

  private static final String ALL =
      """
      SELECT read_task_id, sequence, object_key, bytes, coalesce(base_offset, -1) AS base_offset,
             record_count
      FROM batch WHERE table_id = ? ORDER BY read_task_id, sequence
      """;

  private final SyncDatabase database;
  private final TableProgress progress;

  public LoadProgressStore(SyncDatabase database, TableProgress progress) {
    this.database = database;
    this.progress = progress;
  }

  /// Keeps the offset of a batch, so that every attempt to load it finds that.
  ///
  /// @return the table, where the commit is one of ours and is to be loaded
  /// @throws OffsetGapException when the offsets of a partition do not follow each other, or the
  ///     batch is not the one that was announced
  Optional<ExtractTable> note(BatchCommitted commit) {
    return database.ask(
        connection -> {
          Optional<ExtractTable> table =
              TableRows.byTopic(connection, commit.topic()).filter(known -> known.target() != null);
          if (table.isPresent()) {
            // The lock keeps two consumers of one partition, during a rebalance, apart.
            TableRows.lock(connection, table.get().id());
            noteOffset(connection, table.get(), commit);
          }
          return table;
        });
  }

  private static void noteOffset(Connection connection, ExtractTable table, BatchCommitted commit)
      throws SQLException {
    UUID readTaskId = readTaskId(table, commit);
    Announced batch =
        Sql.of(connection, BATCH, readTaskId, commit.sequence())
            .first(
                row ->
                    new Announced(
                        isAnnounced(row, table, commit),
                        row.getObject("base_offset", Long.class),
                        row.getLong("expected_offset")))
            .filter(Announced::same)
            .orElseThrow(
                () ->
                    new OffsetGapException(
                        table,
                        "the log has a batch of " + commit.topic() + " that was never announced",
                        null));
    if (batch.offset() != null) {
      if (batch.offset() != commit.baseOffset()) {
        throw new OffsetGapException(
            table,
            "a batch has offset %d and is told to have %d"
                .formatted(batch.offset(), commit.baseOffset()),
            null);
      }
      return;
    }
    if (commit.baseOffset() != batch.expectedOffset()) {
      throw new OffsetGapException(
          table,
          "partition %d of %s goes on at offset %d, not %d: nothing is loaded over a gap"
              .formatted(
                  commit.partition(), commit.topic(), commit.baseOffset(), batch.expectedOffset()),
          null);
    }
    Sql.of(connection, SET_OFFSET, commit.baseOffset(), readTaskId, commit.sequence()).update();
  }

  /// @param same as the commit has it
  /// @param expectedOffset of the next batch of its partition
  private record Announced(boolean same, @Nullable Long offset, long expectedOffset) {}

  /// The table that waits for the offsets of a batch; empty where it has them, or is not ours.
  Optional<ExtractTable> waitingFor(BatchAppended batch) {
    return database.ask(
        connection -> {
          Optional<ExtractTable> table = TableRows.byTopic(connection, batch.topic());
          return table.isPresent()
                  && Sql.of(
                          connection,
                          UNPLACED,
                          table.get().id(),
                          batch.producerId(),
                          batch.sequence(),
                          batch.object().key())
                      .exists()
              ? table
              : Optional.empty();
        });
  }

  private static UUID readTaskId(ExtractTable table, BatchCommitted commit) {
    try {
      return UUID.fromString(commit.producerId());
    } catch (IllegalArgumentException e) {
      throw new OffsetGapException(
          table, "the log has a batch of " + commit.topic() + " by a stranger", e);
    }
  }

  private static boolean isAnnounced(ResultSet row, ExtractTable table, BatchCommitted commit)
      throws SQLException {
    return table.id().equals(row.getObject("table_id", UUID.class))
        && row.getInt("log_partition") == commit.partition()
        && row.getLong("record_count") == commit.recordCount()
        && row.getLong("bytes") == commit.object().byteLength()
        && commit.object().key().equals(row.getString("object_key"));
  }

  List<LoadableBatch> pending(LoadPartition partition) {
    return database.ask(
        connection ->
            Sql.of(connection, PENDING, partition.tableId(), partition.partition())
                .list(LoadProgressStore::batch));
  }

  /// Every batch of a table, with an offset of -1 where the log has not answered yet.
  public List<LoadableBatch> all(UUID tableId) {
    return database.ask(
        connection -> Sql.of(connection, ALL, tableId).list(LoadProgressStore::batch));
  }

  private static LoadableBatch batch(ResultSet row) throws SQLException {
    return new LoadableBatch(
        row.getObject("read_task_id", UUID.class),
        row.getLong("sequence"),
        row.getString("object_key"),
        row.getLong("bytes"),
        row.getLong("base_offset"),
        row.getLong("record_count"));
  }

  /// Lanes with something to load, and tables that only have to be created, each with its target.
  Map<LoadPartition, String> openPartitions() {
    return database.ask(
        connection ->
            Sql.of(connection, OPEN_PARTITIONS)
                .map(
                    row -> new LoadPartition(row.getObject(1, UUID.class), row.getInt(2)),
                    row -> row.getString(4)));
  }

  ExtractTable table(UUID id) {
    return database.ask(connection -> TableRows.byId(connection, id));
  }

  static List<Integer> partitions(Connection connection, UUID tableId) throws SQLException {
    return Sql.of(connection, PARTITIONS, tableId).list(row -> row.getInt(1));
  }

  void notePrepared(Connection connection, UUID tableId) throws SQLException {
    Sql.of(connection, NOTE_PREPARED, tableId).update();
    progress.advance(connection, tableId, false);
  }

  /// Notes the rows that an increment has merged so far.
  void noteMerged(UUID tableId, MergeCounts counts) {
    database.tell(
        connection ->
            Sql.of(connection, NOTE_MERGED, counts.inserted(), counts.replaced(), tableId)
                .update());
  }

  /// Tables whose rows are all loaded, and whose keys are to be compared next.
  List<UUID> toCompare() {
    return database.ask(
        connection -> Sql.of(connection, TO_COMPARE).list(row -> row.getObject(1, UUID.class)));
  }

  /// False once the table has failed, for example since it was cancelled.
  boolean isToCompare(UUID tableId) {
    ExtractTable table = table(tableId);
    return table.loading().deletesOpen() && table.state() != TableState.FAILED;
  }

  /// Notes that all keys of a table have been compared. Idempotent.
  void noteDeleted(UUID tableId, long deleted) {
    database.tell(
        connection -> {
          Sql.of(connection, NOTE_DELETED, deleted, tableId).update();
          progress.advance(connection, tableId, true);
        });
  }

  /// Counts a batch as loaded. Idempotent.
  void noteLoaded(UUID tableId, LoadableBatch batch) {
    database.tell(
        connection -> {
          if (Sql.of(connection, NOTE_LOADED, batch.readTaskId(), batch.sequence()).updateAny()) {
            Sql.of(connection, COUNT_LOADED, batch.rows(), tableId).update();
            progress.advance(connection, tableId, true);
          }
        });
  }

  /// Contradiction in what the log says of a table: nothing more of it is loaded.
  static final class OffsetGapException extends RuntimeException {
    private final transient ExtractTable table;

    OffsetGapException(ExtractTable table, String message, @Nullable Throwable cause) {
      super(message, cause);
      this.table = table;
    }

    ExtractTable table() {
      return table;
    }

    PlimsollException failure() {
      return new PlimsollException(ErrorCode.CHECK_FAILED, String.valueOf(getMessage()), this);
    }
  }
}
