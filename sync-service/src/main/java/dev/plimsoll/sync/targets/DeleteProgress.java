package dev.plimsoll.sync.targets;

import dev.plimsoll.sync.table.ExtractTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// What an increment has deleted, kept at the target in one transaction with the deletes. Whoever
/// goes on compares again: what is deleted by then differs no more.
///
/// @param deleted rows so far
/// @param finished there are no others
public record DeleteProgress(long deleted, boolean finished) {
  static final String EXISTS =
      "SELECT pg_catalog.to_regclass('plimsoll.delete_progress') IS NOT NULL";

  static final String CREATE =
      """
      CREATE TABLE plimsoll.delete_progress (
        consumer text NOT NULL,
        topic text NOT NULL,
        deleted bigint NOT NULL,
        finished boolean NOT NULL,
        PRIMARY KEY (consumer, topic)
      ) WITH (fillfactor = 50)
      """;

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
    try (PreparedStatement statement = target.prepareStatement(READ)) {
      statement.setString(1, TargetDatabase.consumer(table));
      statement.setString(2, table.logTopic());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new DeleteProgress(row.getLong("deleted"), row.getBoolean("finished"))
            : new DeleteProgress(0, false);
      }
    }
  }

  public DeleteProgress next(long deletedThere, boolean isLast) {
    return new DeleteProgress(deleted + deletedThere, isLast);
  }

  public void keep(Connection target, ExtractTable table) throws SQLException {
    try (PreparedStatement statement = target.prepareStatement(KEEP)) {
      statement.setString(1, TargetDatabase.consumer(table));
      statement.setString(2, table.logTopic());
      statement.setLong(3, deleted);
      statement.setBoolean(4, finished);
      statement.executeUpdate();
    }
  }
}
