package dev.plimsoll.sync.targets;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.table.ExtractTable;
import java.sql.Connection;
import java.sql.SQLException;

/// Progress of an increment's deletes, kept at the target in one transaction with them. After a
/// restart keys are compared again: those of rows that are deleted by then differ no more.
///
/// @param deleted rows so far
/// @param finished there are no others
public record DeleteProgress(long deleted, boolean finished) {
  private static final String READ =
      "SELECT deleted, finished FROM plimsoll.delete_progress WHERE consumer = ? AND topic = ?";

  private static final String KEEP =
      """
      INSERT INTO plimsoll.delete_progress (consumer, topic, deleted, finished)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (consumer, topic) DO UPDATE
      SET deleted = excluded.deleted, finished = excluded.finished
      """;

  public static DeleteProgress read(Connection target, ExtractTable table) throws SQLException {
    return Sql.of(target, READ, TargetDatabase.consumer(table), table.logTopic())
        .first(row -> new DeleteProgress(row.getLong("deleted"), row.getBoolean("finished")))
        .orElse(new DeleteProgress(0, false));
  }

  public DeleteProgress next(long deletedThere, boolean isLast) {
    return new DeleteProgress(deleted + deletedThere, isLast);
  }

  public void keep(Connection target, ExtractTable table) throws SQLException {
    Sql.of(target, KEEP, TargetDatabase.consumer(table), table.logTopic(), deleted, finished)
        .update();
  }
}
