package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.SourceTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/// Cuts a table into read tasks by what `ANALYZE` knows of its first key column. That costs some
/// milliseconds and reads no row.
final class RangePlanner {
  private static final long BYTES_PER_PAGE = 8192;

  private static final String HISTOGRAM =
      """
      SELECT histogram_bounds::text::text[]
      FROM pg_catalog.pg_stats
      WHERE schemaname = ? AND tablename = ? AND attname = ? AND NOT inherited
        AND histogram_bounds IS NOT NULL
      """;

  private final long readTaskBytes;
  private final int maxReadTasks;

  /// @param readTaskBytes of the table's heap in one read task, about
  /// @param maxReadTasks of one table, 1 or more
  RangePlanner(long readTaskBytes, int maxReadTasks) {
    this.readTaskBytes = readTaskBytes;
    this.maxReadTasks = maxReadTasks;
  }

  /// The ranges; one that holds everything where the table is small, has no key or no statistics.
  List<ReadRange> plan(Connection connection, SourceTable table) throws SQLException {
    return plan(connection, table, wanted(table.pages()));
  }

  /// As {@link #plan(Connection, SourceTable)}, for a number of ranges.
  List<ReadRange> plan(Connection connection, SourceTable table, int wanted) throws SQLException {
    if (wanted < 2 || table.readingKey().isEmpty()) {
      return List.of(ReadRange.EVERYTHING);
    }
    Column first = table.keyColumns().getFirst();
    try (PreparedStatement statement = connection.prepareStatement(HISTOGRAM)) {
      statement.setString(1, table.name().schema());
      statement.setString(2, table.name().name());
      statement.setString(3, first.name());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? ReadRange.cut(texts(row.getArray(1)), wanted)
            : List.of(ReadRange.EVERYTHING);
      }
    }
  }

  int wanted(long pages) {
    long byBytes = pages * BYTES_PER_PAGE / readTaskBytes;
    return (int) Math.max(1, Math.min(maxReadTasks, byBytes));
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
  }
}
