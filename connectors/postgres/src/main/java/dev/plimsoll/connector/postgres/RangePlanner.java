package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Cuts a table into read tasks by what `ANALYZE` knows of its first key column. That costs some
/// milliseconds and reads no row.
final class RangePlanner {
  private static final String HISTOGRAM =
      """
      SELECT histogram_bounds::text::text[] AS bounds
      FROM pg_catalog.pg_stats
      WHERE schemaname = ? AND tablename = ? AND attname = ? AND inherited = ?
        AND histogram_bounds IS NOT NULL
      """;

  private RangePlanner() {}

  /// The ranges; one that holds everything where the table has no key or no statistics.
  ///
  /// @param wanted number of ranges, 1 or more
  static List<ReadRange> plan(Connection connection, SourceTable table, int wanted)
      throws SQLException {
    return wanted < 2 || table.readingKey().isEmpty()
        ? List.of(ReadRange.EVERYTHING)
        : ReadRange.cut(
            bounds(connection, table.name(), table.keyColumns().getFirst().name(), false), wanted);
  }

  /// Bounds of a column's histogram, ascending; none where there is no histogram.
  ///
  /// @param inherited of the table with what inherits from it
  static List<String> bounds(
      Connection connection, QualifiedName table, String column, boolean inherited)
      throws SQLException {
    return Sql.of(connection, HISTOGRAM, table.schema(), table.name(), column, inherited)
        .first(row -> Columns.texts(row, "bounds"))
        .orElse(List.of());
  }
}
