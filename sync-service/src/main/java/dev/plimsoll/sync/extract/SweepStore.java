package dev.plimsoll.sync.extract;

import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.table.ObjectKeys;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What the sweep knows and notes, in this service's database.
@Singleton
public final class SweepStore {
  // What had ended so long before a sweep that nothing of it was too young needs no other: not even
  // what a worker left that heard of the end some seconds later, or as late as a leftover's age.
  private static final String TO_SWEEP =
      """
      SELECT e.id FROM extract e
      WHERE e.swept_at IS NULL OR EXISTS (
        SELECT FROM extract_table t
        WHERE t.extract_id = e.id
          AND (t.ended_at IS NULL OR t.ended_at + make_interval(secs => 2 * ? + 10) >= e.swept_at))
      ORDER BY e.started_at
      """;

  private static final String NOW = "SELECT clock_timestamp() AS now";

  private static final String NOTE = "UPDATE extract SET swept_at = ? WHERE id = ?";

  private static final String ANNOUNCED =
      """
      SELECT b.object_key FROM batch b JOIN extract_table t ON t.id = b.table_id
      WHERE t.extract_id = ?
      """;

  private static final String READ_TASK =
      """
      SELECT s.id FROM read_task s JOIN extract_table t ON t.id = s.table_id
      WHERE t.extract_id = ? AND t.ordinal = ? AND s.number = ?
      """;

  // One that was never begun has left nothing, and is told by that.
  private static final String FENCE =
      "UPDATE read_task SET attempt = attempt + 1 WHERE id = ? AND NOT done AND attempt > 0";

  private final SyncDatabase database;

  public SweepStore(SyncDatabase database) {
    this.database = database;
  }

  /// Extracts that may have left something, the oldest first.
  ///
  /// @param age that a leftover must have
  List<UUID> toSweep(Duration age) throws SQLException {
    return database.transaction(
        connection ->
            Sql.of(connection, TO_SWEEP, age).list(row -> row.getObject("id", UUID.class)));
  }

  Instant now() throws SQLException {
    return database.transaction(
        connection -> Sql.of(connection, NOW).one(row -> Columns.instant(row, "now")));
  }

  /// Notes that all of an extract was swept.
  ///
  /// @param begun when the sweep had not looked yet
  void note(UUID extractId, Instant begun) throws SQLException {
    database.transaction(connection -> Sql.of(connection, NOTE, begun, extractId).update());
  }

  /// Keys of what an extract has announced, or keeps to announce it together.
  Set<String> announced(UUID extractId) throws SQLException {
    return Set.copyOf(
        database.transaction(
            connection ->
                Sql.of(connection, ANNOUNCED, extractId).list(row -> row.getString("object_key"))));
  }

  Optional<UUID> readTask(UUID extractId, ObjectKeys.Place place) throws SQLException {
    return database.transaction(
        connection ->
            Sql.of(connection, READ_TASK, extractId, place.ordinal(), place.readTask())
                .first(row -> row.getObject("id", UUID.class)));
  }

  /// Sees to it that whoever has worked on a read task and lost its lease can announce nothing any
  /// more.
  void fence(UUID readTaskId) throws SQLException {
    database.transaction(connection -> Sql.of(connection, FENCE, readTaskId).update());
  }
}
