package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.KeyEnds;
import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Statistics of keys, and the division of tables into read tasks by the histogram of the first key
/// column. Costs some milliseconds.
final class RangePlanner {
  private static final String HISTOGRAM =
      """
      SELECT histogram_bounds::text::text[] AS bounds
      FROM pg_catalog.pg_stats
      WHERE schemaname = ? AND tablename = ? AND attname = ? AND inherited = ?
        AND histogram_bounds IS NOT NULL
      """;

  private static final String ENDS = "SELECT min(%1$s)::bigint, max(%1$s)::bigint FROM %2$s";

  private RangePlanner() {}

  /// Both ends of a table's key, from its index, and its histogram: two queries of milliseconds.
  ///
  /// @return empty for an empty table, or a key that is not one column of whole numbers
  static Optional<KeyEnds> ends(Connection connection, SourceTable table) throws SQLException {
    if (!table.hasNumberedRows()) {
      return Optional.empty();
    }
    String column = table.keyColumns().getFirst().name();
    long began = System.nanoTime();
    String sql =
        ENDS.formatted(
            Identifiers.quote(column),
            Identifiers.relation(table.name(), table.structure().only()));
    return Sql.of(connection, sql)
        .one(
            row -> {
              long least = row.getLong(1);
              if (row.wasNull()) {
                return Optional.empty();
              }
              long greatest = row.getLong(2);
              double millis = (System.nanoTime() - began) / 1e6;
              List<Long> histogram =
                  bounds(connection, table.name(), column, !table.structure().only()).stream()
                      .map(Long::valueOf)
                      .toList();
              return Optional.of(new KeyEnds(column, least, greatest, histogram, millis));
            });
  }

  /// The ranges, at most the wanted number; a single one without a key or statistics.
  static List<ReadRange> plan(Connection connection, SourceTable table, int wanted)
      throws SQLException {
    return wanted < 2 || table.readingKey().isEmpty()
        ? List.of(ReadRange.EVERYTHING)
        : ReadRange.cut(
            bounds(connection, table.name(), table.keyColumns().getFirst().name(), false), wanted);
  }

  /// Bounds of a column's histogram, ascending; empty for none.
  ///
  /// @param inherited of the table with its inheriting ones
  private static List<String> bounds(
      Connection connection, QualifiedName table, String column, boolean inherited)
      throws SQLException {
    return Sql.of(connection, HISTOGRAM, table.schema(), table.name(), column, inherited)
        .first(row -> Columns.texts(row, "bounds"))
        .orElse(List.of());
  }
}
