package dev.plimsoll.sync.extract;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Speed at which a table is read: by two counts of its rows, the first one and the last.
///
/// @param since when rows were first told of; null before
/// @param before rows at that moment
/// @param at when their number was told of last; null before
/// @param rows at that moment
record ReadingPace(@Nullable Instant since, long before, @Nullable Instant at, long rows) {
  /// What is told twice a second and was not for this long stands still: a pause, a failure or a
  /// restart is no part of its speed, and nothing is foreseen meanwhile.
  static final Duration STILL = Duration.ofSeconds(15);

  private static final double MILLIS = 1_000.0;

  private static final String NOTE =
      """
      UPDATE extract_table
      SET read_since = CASE WHEN %1$s THEN clock_timestamp() ELSE read_since END,
          read_before = CASE WHEN %1$s THEN c.rows ELSE read_before END,
          read_at = clock_timestamp(), read_rows = c.rows
      FROM (SELECT ?::bigint AS rows) c
      WHERE id = ? AND read_rows <> c.rows
      """
          .formatted(
              "(read_since IS NULL OR c.rows < read_rows OR clock_timestamp() > read_at + interval '%d seconds')"
                  .formatted(STILL.toSeconds()));

  /// Takes a count down, where it is another one than the last.
  static void note(Connection connection, UUID tableId, long rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NOTE)) {
      statement.setLong(1, rows);
      statement.setObject(2, tableId);
      statement.executeUpdate();
    }
  }

  /// 0 before there are two counts with rows between them.
  double rowsPerSecond() {
    return since == null || at == null || !at.isAfter(since) || rows <= before
        ? 0
        : (rows - before) * MILLIS / Math.max(1, Duration.between(since, at).toMillis());
  }

  /// When there will be so many rows; null where that cannot be said.
  @Nullable Instant reaches(long whole, Instant now) {
    double rate = rowsPerSecond();
    return at == null
            || rate == 0
            || whole <= rows
            || Duration.between(at, now).compareTo(STILL) > 0
        ? null
        : at.plusMillis((long) ((whole - rows) / rate * MILLIS));
  }
}
