package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ReadTask;
import dev.plimsoll.sync.table.TableProgress;
import dev.plimsoll.sync.table.TableRows;
import dev.plimsoll.sync.table.TaskClaim;
import dev.plimsoll.sync.table.TaskLease;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Claims of read tasks: taken with an attempt, given up, and open ones without an owner found.
@Singleton
public final class TaskClaims {
  /// What [#readTask] reads, from `read_task s`.
  static final String COLUMNS =
      """
      s.id, s.table_id, s.number, s.log_partition, s.lower_bound, s.upper_bound, s.attempt,
        s.unended, s.bounds, s.next_sequence, s.last_key""";

  private static final String CLAIM =
      """
      UPDATE read_task s
      SET attempt = s.attempt + 1, rows_unannounced = 0,
          unended = CASE WHEN s.reader = ? THEN 1 ELSE s.unended + 1 END, reader = ?
      FROM extract_table t
      WHERE s.id = ? AND t.id = s.table_id AND NOT s.done AND t.state <> 'FAILED'
        AND NOT t.paused AND (s.unended <= 1 OR s.reader = ? OR ?)
      RETURNING %s
      """
          .formatted(COLUMNS);

  private static final String END_ATTEMPT =
      "UPDATE read_task SET unended = 0 WHERE id = ? AND attempt = ?";

  private static final String LOCK_TABLE_OF =
      """
      SELECT FROM extract_table
      WHERE id = (SELECT table_id FROM read_task WHERE id = ?)
      FOR NO KEY UPDATE
      """;

  private static final String START =
      """
      UPDATE extract_table SET started_at = clock_timestamp()
      WHERE id = ? AND started_at IS NULL
      """;

  private static final String UNFINISHED =
      """
      SELECT s.id
      FROM read_task s JOIN extract_table t ON t.id = s.table_id
      WHERE NOT s.done AND t.state IN ('PLANNED', 'EXTRACTING') AND NOT t.paused
        AND (s.attempt > 0 AND ?
          OR s.attempt = 0 AND s.issued_at < clock_timestamp() - make_interval(secs => ?))
      ORDER BY greatest(s.unended, 1), s.attempt = 0, s.issued_at, s.number
      LIMIT 100
      """;

  private static final String OPEN =
      """
      SELECT count(*) AS wanted, count(*) FILTER (WHERE s.attempt = 0) AS waiting,
        coalesce(extract(epoch FROM clock_timestamp()
          - min(s.issued_at) FILTER (WHERE s.attempt = 0)), 0)::float8 AS waited_seconds
      FROM read_task s JOIN extract_table t ON t.id = s.table_id
      WHERE NOT s.done AND t.state IN ('PLANNED', 'EXTRACTING') AND NOT t.paused
      """;

  private final SyncDatabase database;
  private final TableProgress progress;
  private final SideEffects effects;
  private final SyncConfig config;

  /// Id of this process. An open attempt of another may have killed that one.
  private final UUID reader = UUID.randomUUID();

  public TaskClaims(
      SyncDatabase database, TableProgress progress, SideEffects effects, SyncConfig config) {
    this.database = database;
    this.progress = progress;
    this.effects = effects;
    this.config = config;
  }

  /// Claims a read task that is not done, has no owner and whose table has not failed. If its
  /// answer is lost, an attempt is counted that has no owner.
  ///
  /// Attempts are counted before reading begins. A read task that has ended too many processes
  /// fails its table instead.
  ///
  /// @param suspects whether to claim one that several processes have died with
  /// @throws PlimsollException if this service's database does not answer
  Optional<TaskClaim> claim(UUID readTaskId, boolean suspects) throws SQLException {
    TaskLease lease = TaskLease.tryAcquire(database, readTaskId);
    if (lease == null) {
      return Optional.empty();
    }
    try {
      Optional<ReadTask> claimed =
          effects.attempt(SideEffect.CLAIM_READ_TASK, () -> beginAttempt(readTaskId, suspects));
      if (claimed.isPresent()) {
        ReadTask readTask = claimed.get();
        ExtractTable table =
            database.transaction(connection -> TableRows.byId(connection, readTask.tableId()));
        return Optional.of(new TaskClaim(readTask, table, lease));
      }
      lease.close();
      return Optional.empty();
    } catch (Throwable e) {
      lease.close();
      throw e;
    }
  }

  private Optional<ReadTask> beginAttempt(UUID readTaskId, boolean suspects) throws SQLException {
    return database.transaction(
        connection -> {
          Sql.of(connection, LOCK_TABLE_OF, readTaskId).exists();
          Optional<ReadTask> claimed =
              Sql.of(connection, CLAIM, reader, reader, readTaskId, reader, suspects)
                  .first(TaskClaims::readTask);
          if (claimed.isEmpty()) {
            return claimed;
          }
          ReadTask readTask = claimed.get();
          if (readTask.deaths() >= config.readerDeaths()) {
            progress.fail(
                connection,
                readTask.tableId(),
                ErrorCode.READER_DIED,
                ("%d processes have ended while they read part %d of it, none of which came any"
                        + " further")
                    .formatted(readTask.deaths(), readTask.number()),
                null);
            return Optional.empty();
          }
          RangeQueue.release(connection, readTask);
          Sql.of(connection, START, readTask.tableId()).update();
          progress.advance(connection, readTask.tableId(), false);
          return claimed;
        });
  }

  /// Notes that this process has survived the attempt.
  void endAttempt(ReadTask readTask) throws SQLException {
    database.transaction(
        connection -> Sql.of(connection, END_ATTEMPT, readTask.id(), readTask.attempt()).update());
  }

  static ReadTask readTask(ResultSet row) throws SQLException {
    return new ReadTask(
        row.getObject("id", UUID.class),
        row.getObject("table_id", UUID.class),
        row.getInt("number"),
        row.getInt("log_partition"),
        new ReadRange(row.getString("lower_bound"), row.getString("upper_bound")),
        row.getInt("attempt"),
        row.getInt("unended") - 1,
        row.getInt("bounds"),
        new ReadTask.Position(row.getLong("next_sequence"), Columns.texts(row, "last_key")));
  }

  /// Open read tasks of all processes together.
  ///
  /// @param wanted that are read or may be
  /// @param waiting of them, those that nobody has begun
  /// @param waited for how long the first of these was commanded; zero without one
  record OpenTasks(int wanted, int waiting, Duration waited) {}

  OpenTasks open() throws SQLException {
    return database.transaction(
        connection ->
            Sql.of(connection, OPEN)
                .one(
                    row ->
                        new OpenTasks(
                            row.getInt("wanted"),
                            row.getInt("waiting"),
                            Duration.ofMillis((long) (row.getDouble("waited_seconds") * 1_000)))));
  }

  /// Open read tasks that may have no owner: commanded longer ago than the grace, or begun before.
  ///
  /// @param begun whether to return those too: most of them have an owner, which only a try shows
  List<UUID> unfinished(Duration grace, boolean begun) throws SQLException {
    return database.transaction(
        connection ->
            Sql.of(connection, UNFINISHED, begun, grace)
                .list(row -> row.getObject("id", UUID.class)));
  }
}
