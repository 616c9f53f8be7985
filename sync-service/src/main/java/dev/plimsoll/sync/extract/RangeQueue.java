package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.BlockRange;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ReadTask;
import dev.plimsoll.sync.table.TableRows;
import dev.plimsoll.sync.table.TaskClaim;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Queue of the block ranges of a table's generation. A range belongs to one worker until its rows
/// are in a complete object, or another claims the worker's read task.
@Singleton
public final class RangeQueue {
  // A take that a crash of the database forgets does no harm: its worker is refused when its
  // object is complete.
  private static final String NO_WAIT = "SET LOCAL synchronous_commit = off";

  // Lock only: PostgreSQL 18.0 and 18.1 lose rows where one statement locks and updates.
  private static final String NEXT =
      """
      SELECT number, first_page, end_page FROM block_range
      WHERE table_id = ? AND generation = ? AND read_task_id IS NULL
      ORDER BY number LIMIT 1
      FOR UPDATE SKIP LOCKED
      """;

  private static final String TAKE =
      """
      UPDATE block_range SET read_task_id = ?, attempt = ?
      WHERE table_id = ? AND generation = ? AND number = ?
        AND EXISTS (SELECT FROM read_task s WHERE s.id = ? AND s.attempt = ? AND NOT s.done)
      """;

  private static final String COUNT = "UPDATE extract_table SET queries = queries + 1 WHERE id = ?";

  private static final String RELEASE =
      """
      UPDATE block_range SET read_task_id = NULL, attempt = NULL
      WHERE table_id = ? AND read_task_id = ? AND attempt <= ? AND sequence IS NULL
      """;

  private static final String COMPLETE =
      """
      UPDATE block_range SET sequence = ?
      WHERE table_id = ? AND generation = ? AND number = ANY (?)
        AND read_task_id = ? AND attempt = ? AND sequence IS NULL
      """;

  private static final String END_IDLE =
      """
      UPDATE read_task SET done = true
      WHERE table_id = ? AND attempt = 0 AND NOT done
        AND NOT EXISTS (
          SELECT FROM block_range r
          WHERE r.table_id = ? AND r.generation = ? AND r.read_task_id IS NULL)
      """;

  private final SyncDatabase database;

  public RangeQueue(SyncDatabase database) {
    this.database = database;
  }

  /// Takes the next waiting range and counts its query; empty if none waits. Throws CONFLICT if
  /// the claim is lost, or the table has begun anew or failed.
  Optional<BlockRange> take(TaskClaim claim) throws SQLException {
    ExtractTable table = claim.table();
    return database.transaction(
        connection -> {
          Sql.of(connection, NO_WAIT).update();
          TableRows.requireOpen(connection, table);
          Optional<BlockRange> range =
              Sql.of(connection, NEXT, table.id(), table.reading().generation())
                  .first(RangeQueue::range);
          if (range.isPresent()) {
            take(connection, claim, range.get());
            Sql.of(connection, COUNT, table.id()).update();
          }
          return range;
        });
  }

  private static BlockRange range(ResultSet row) throws SQLException {
    Long end = row.getObject("end_page", Long.class);
    return new BlockRange(
        row.getInt("number"), row.getLong("first_page"), end == null ? BlockRange.OPEN : end);
  }

  private static void take(Connection connection, TaskClaim claim, BlockRange range)
      throws SQLException {
    ReadTask readTask = claim.readTask();
    boolean taken =
        Sql.of(
                connection,
                TAKE,
                readTask.id(),
                readTask.attempt(),
                readTask.tableId(),
                claim.table().reading().generation(),
                range.number(),
                readTask.id(),
                readTask.attempt())
            .updateAny();
    if (!taken) {
      throw readTask.takenOver();
    }
  }

  /// Releases the ranges of a read task that are in no complete object.
  static void release(Connection connection, ReadTask readTask) throws SQLException {
    Sql.of(connection, RELEASE, readTask.tableId(), readTask.id(), readTask.attempt()).update();
  }

  void release(TaskClaim claim) {
    database.tell(
        connection -> {
          TableRows.requireOpen(connection, claim.table());
          release(connection, claim.readTask());
        });
  }

  /// Ends the read tasks that have not begun, once no range waits, and returns their number.
  static int endIdle(Connection connection, TaskClaim claim) throws SQLException {
    UUID tableId = claim.readTask().tableId();
    return Sql.of(connection, END_IDLE, tableId, tableId, claim.table().reading().generation())
        .update();
  }

  /// Marks ranges as contained in a batch; CONFLICT unless the claim owns all of them.
  static void complete(
      Connection connection, TaskClaim claim, List<BlockRange> ranges, long sequence)
      throws SQLException {
    ReadTask readTask = claim.readTask();
    int completed =
        Sql.of(
                connection,
                COMPLETE,
                sequence,
                readTask.tableId(),
                claim.table().reading().generation(),
                ranges.stream().map(BlockRange::number).toArray(Integer[]::new),
                readTask.id(),
                readTask.attempt())
            .update();
    if (completed != ranges.size()) {
      throw readTask.takenOver();
    }
  }
}
