package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.outbox.Outbox;
import dev.plimsoll.outbox.OutboxMessage;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.messaging.TopicNames;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ReadTask;
import dev.plimsoll.sync.table.TableRows;
import dev.plimsoll.sync.table.TaskClaim;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Ranges of keys that are being read, and taking over the end of one, in this service's database.
@Singleton
public final class KeyRangeStore {
  private static final String LOOK =
      """
      UPDATE read_task SET reading_key = nullif(?, '{}'::text[])
      WHERE id = ? AND attempt = ? AND NOT done
      RETURNING upper_bound, bounds
      """;

  // Only while nothing waits to be begun: that comes first.
  private static final String BEING_READ =
      """
      SELECT s.id, s.table_id, s.reading_key, s.upper_bound, s.bounds, s.next_sequence
      FROM read_task s JOIN extract_table t ON t.id = s.table_id
      WHERE NOT s.done AND s.attempt > 0 AND s.reading_key IS NOT NULL AND s.bounds < ?
        AND t.strategy = 'keyset' AND t.state = 'EXTRACTING' AND NOT t.paused
        AND NOT EXISTS (
          SELECT FROM read_task w JOIN extract_table o ON o.id = w.table_id
          WHERE NOT w.done AND w.attempt = 0 AND NOT o.paused
            AND o.state IN ('PLANNED', 'EXTRACTING'))
      LIMIT 20
      """;

  // Nothing may have been announced since: it could be beyond the new end, and be read once more.
  private static final String NARROW =
      """
      UPDATE read_task SET upper_bound = ?, bounds = bounds + 1
      WHERE id = ? AND bounds = ? AND next_sequence = ? AND NOT done
      """;

  // In the partition of the read task that it was part of: the target has an offset for that.
  private static final String ADD =
      """
      INSERT INTO read_task (id, table_id, number, log_partition, lower_bound, upper_bound)
      SELECT ?, s.table_id, t.read_tasks, s.log_partition, ?, ?
      FROM read_task s JOIN extract_table t ON t.id = s.table_id
      WHERE s.id = ?
      """;

  private static final String COUNT =
      "UPDATE extract_table SET read_tasks = read_tasks + 1 WHERE id = ?";

  private final SyncDatabase database;
  private final TopicNames topics;

  public KeyRangeStore(SyncDatabase database, TopicNames topics) {
    this.database = database;
    this.topics = topics;
  }

  /// Where a range ends.
  ///
  /// @param upper null for no bound
  /// @param version grows each time that the end is taken over
  record Bounds(@Nullable String upper, int version) {}

  /// A range that is being read.
  ///
  /// @param readingKey of a row that is read already
  /// @param nextSequence of the batch that it announces next
  record BeingRead(
      UUID readTaskId,
      UUID tableId,
      List<String> readingKey,
      @Nullable String upper,
      int version,
      long nextSequence) {}

  /// Tells how far a read task is read, and answers where it ends.
  ///
  /// @throws PlimsollException CONFLICT when the claim is lost
  Bounds look(TaskClaim claim, List<String> readingKey) throws SQLException {
    ReadTask readTask = claim.readTask();
    String[] key = readingKey.toArray(String[]::new);
    return database.transaction(
        connection ->
            Sql.of(connection, LOOK, key, readTask.id(), readTask.attempt())
                .first(row -> new Bounds(row.getString("upper_bound"), row.getInt("bounds")))
                .orElseThrow(
                    () ->
                        PlimsollException.conflict(
                            "read task " + readTask.id() + " has been taken over")));
  }

  /// Ranges whose ends somebody idle may take over; none while a read task waits to be begun.
  ///
  /// @param mostOften that the end of one read task may be taken over
  List<BeingRead> beingRead(int mostOften) throws SQLException {
    return database.transaction(
        connection -> Sql.of(connection, BEING_READ, mostOften).list(KeyRangeStore::range));
  }

  private static BeingRead range(ResultSet row) throws SQLException {
    return new BeingRead(
        row.getObject("id", UUID.class),
        row.getObject("table_id", UUID.class),
        Columns.texts(row, "reading_key"),
        row.getString("upper_bound"),
        row.getInt("bounds"),
        row.getLong("next_sequence"));
  }

  ExtractTable table(UUID id) throws SQLException {
    return database.transaction(connection -> TableRows.byId(connection, id));
  }

  /// Makes the end of a range a read task of its own, with its command. Whoever reads the range is
  /// refused what it has read beyond the new end.
  ///
  /// @param from the first key of the new read task
  /// @return false when the range is not what it was any more
  boolean takeOver(ExtractTable table, BeingRead range, String from) throws SQLException {
    return database.transaction(
        connection -> {
          TableRows.requireOpen(connection, table);
          boolean narrowed =
              Sql.of(
                      connection,
                      NARROW,
                      from,
                      range.readTaskId(),
                      range.version(),
                      range.nextSequence())
                  .updateAny();
          if (narrowed) {
            add(connection, table, range, from);
          }
          return narrowed;
        });
  }

  private void add(Connection connection, ExtractTable table, BeingRead range, String from)
      throws SQLException {
    UUID id = UUID.randomUUID();
    Sql.of(connection, ADD, id, from, range.upper(), range.readTaskId()).update();
    Sql.of(connection, COUNT, table.id()).update();
    Outbox.append(
        connection,
        OutboxMessage.of(
            topics.of(Topic.SYNC_COMMANDS),
            null,
            id.toString(),
            new ReadCommand(table.extractId(), id)));
  }
}
