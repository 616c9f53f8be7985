package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.extract.TaskReading.TaskStep;
import dev.plimsoll.sync.table.ReadTask;
import dev.plimsoll.sync.table.TableProgress;
import dev.plimsoll.sync.table.TableRows;
import dev.plimsoll.sync.table.TaskClaim;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Store of what read tasks have read: batches, positions and ends.
@Singleton
public final class TaskStore {
  // Without a snapshot, announced batches survive the death of the process.
  private static final String COME_FURTHER =
      "UPDATE read_task SET unended = 1 WHERE id = ? AND attempt = ? AND unended > 1";

  private static final String COUNT_QUERY =
      "UPDATE extract_table SET queries = queries + 1 WHERE id = ?";

  private static final String LOOK =
      """
      UPDATE read_task SET reading_key = nullif(?, '{}'::text[])
      WHERE id = ? AND attempt = ? AND NOT done
      RETURNING upper_bound, bounds
      """;

  private static final String ADVANCE =
      """
      UPDATE read_task SET next_sequence = next_sequence + ?, last_key = nullif(?, '{}'::text[]),
          rows_unannounced = 0
      WHERE id = ? AND attempt = ? AND next_sequence = ? AND bounds = ? AND NOT done
      """;

  private static final String INSERT_BATCH =
      """
      INSERT INTO batch
        (read_task_id, sequence, table_id, log_partition, object_key, bytes, record_count, digest)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String COUNT_BATCHES =
      """
      UPDATE extract_table
      SET rows_extracted = rows_extracted + ?, bytes = bytes + ?, objects = objects + ?
      WHERE id = ? AND state <> 'FAILED'
      """;

  private static final String FINISH =
      "UPDATE read_task SET done = true WHERE id = ? AND attempt = ? AND bounds = ? AND NOT done";

  private static final String COUNT_FINISHED =
      """
      UPDATE extract_table
      SET read_tasks_done = read_tasks_done + ?, empty_queries = empty_queries + ?
      WHERE id = ?
      RETURNING read_tasks_done = read_tasks
      """;

  private static final String IS_DONE = "SELECT done FROM read_task WHERE id = ? AND attempt = ?";

  private static final String ANNOUNCED = "SELECT object_key FROM batch WHERE read_task_id = ?";

  /// End of a range.
  ///
  /// @param upper null for no bound
  /// @param version grows each time the end is taken over
  record Bounds(@Nullable String upper, int version) {}

  private final SyncDatabase database;
  private final TableProgress progress;
  private final ExtractMessages messages;

  public TaskStore(SyncDatabase database, TableProgress progress, ExtractMessages messages) {
    this.database = database;
    this.progress = progress;
    this.messages = messages;
  }

  /// Stores how far a read task is read.
  ///
  /// @return its current end
  /// @throws PlimsollException CONFLICT if the claim is lost
  Bounds look(TaskClaim claim, List<String> readingKey) throws SQLException {
    ReadTask readTask = claim.readTask();
    String[] key = readingKey.toArray(String[]::new);
    return database.transaction(
        connection ->
            Sql.of(connection, LOOK, key, readTask.id(), readTask.attempt())
                .first(row -> new Bounds(row.getString("upper_bound"), row.getInt("bounds")))
                .orElseThrow(readTask::takenOver));
  }

  void countQuery(UUID tableId) throws SQLException {
    database.transaction(connection -> Sql.of(connection, COUNT_QUERY, tableId).update());
  }

  /// Stores a step in one transaction: batches, position, counters, messages and end. If the end
  /// came separately, a kill between the two would make a task without a position read and
  /// announce its last batches again.
  ///
  /// @throws PlimsollException CONFLICT if the claim is lost, or the table has failed or begun
  ///     anew
  void take(TaskClaim claim, TaskStep step) {
    database.tell(
        connection -> {
          TableRows.requireOpen(connection, claim.table());
          if (!step.batches().isEmpty()) {
            add(connection, claim, step);
          }
          if (step.end()) {
            finish(connection, claim, step);
          }
          progress.advance(connection, claim.readTask().tableId(), true);
        });
  }

  private void add(Connection connection, TaskClaim claim, TaskStep step) throws SQLException {
    ReadTask readTask = claim.readTask();
    List<Batch> batches = step.batches();
    boolean advanced =
        Sql.of(
                connection,
                ADVANCE,
                batches.size(),
                batches.getLast().lastKey().toArray(String[]::new),
                readTask.id(),
                readTask.attempt(),
                batches.getFirst().sequence(),
                step.bounds())
            .updateAny();
    if (!advanced) {
      throw readTask.takenOver();
    }
    Sql.batch(
        connection,
        INSERT_BATCH,
        batches,
        batch ->
            Sql.row(
                readTask.id(),
                batch.sequence(),
                readTask.tableId(),
                readTask.logPartition(),
                batch.objectKey(),
                batch.bytes(),
                batch.rows(),
                batch.digest()));
    countBatches(connection, readTask, batches);
    if (!step.ranges().isEmpty()) {
      RangeQueue.complete(connection, claim, step.ranges(), batches.getLast().sequence());
    }
    // A table with a snapshot is announced as a whole.
    if (!claim.table().definition().snapshot()) {
      Sql.of(connection, COME_FURTHER, readTask.id(), readTask.attempt()).update();
      messages.announce(connection, claim.table(), readTask.logPartition(), batches);
    }
  }

  private static void countBatches(Connection connection, ReadTask readTask, List<Batch> batches)
      throws SQLException {
    long rows = batches.stream().mapToLong(Batch::rows).sum();
    long bytes = batches.stream().mapToLong(Batch::bytes).sum();
    UUID tableId = readTask.tableId();
    if (!Sql.of(connection, COUNT_BATCHES, rows, bytes, batches.size(), tableId).updateAny()) {
      throw PlimsollException.conflict("the table has failed meanwhile");
    }
  }

  /// Keys of the announced objects of a read task.
  Set<String> announced(UUID readTaskId) throws SQLException {
    return Set.copyOf(
        database.transaction(
            connection ->
                Sql.of(connection, ANNOUNCED, readTaskId)
                    .list(row -> row.getString("object_key"))));
  }

  private void finish(Connection connection, TaskClaim claim, TaskStep step) throws SQLException {
    ReadTask readTask = claim.readTask();
    if (!Sql.of(connection, FINISH, readTask.id(), readTask.attempt(), step.bounds()).updateAny()) {
      throw readTask.takenOver();
    }
    boolean blocks = claim.table().definition().strategy() instanceof ReadStrategy.Blocks;
    int idle = blocks ? RangeQueue.endIdle(connection, claim) : 0;
    boolean last =
        Sql.of(connection, COUNT_FINISHED, 1 + idle, step.emptyQueries(), readTask.tableId())
            .first(row -> row.getBoolean(1))
            .orElse(false);
    if (last && claim.table().definition().snapshot()) {
      messages.announceUnplaced(connection, claim.table());
    }
  }

  /// Whether this claim has ended its read task; empty if another has claimed it since.
  Optional<Boolean> isDone(ReadTask readTask) throws SQLException {
    return database.transaction(
        connection ->
            Sql.of(connection, IS_DONE, readTask.id(), readTask.attempt())
                .first(row -> row.getBoolean("done")));
  }
}
