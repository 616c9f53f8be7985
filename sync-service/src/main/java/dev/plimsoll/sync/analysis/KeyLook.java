package dev.plimsoll.sync.analysis;

import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.source.SourceTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/// Looks at a table's key before it is read: both ends, which its index has, and the histogram that
/// `ANALYZE` has made. Two queries of some milliseconds, which read no other row.
final class KeyLook {
  // What takes longer than this is not worth it: a table is read as well without.
  private static final String BRIEFLY = "SET statement_timeout = '2s'";

  private static final String ENDS = "SELECT min(%1$s)::bigint, max(%1$s)::bigint FROM %2$s%3$s";

  private static final String HISTOGRAM =
      """
      SELECT histogram_bounds::text::bigint[]
      FROM pg_catalog.pg_stats
      WHERE schemaname = ? AND tablename = ? AND attname = ? AND inherited = ?
        AND histogram_bounds IS NOT NULL
      """;

  private static final double NANOS_PER_MILLI = 1e6;

  private KeyLook() {}

  /// @param histogram empty where the source has none
  /// @param millis that the look at the ends has taken: a round trip and two descents of an index,
  ///     as an empty window takes
  record Seen(String column, long least, long greatest, List<Long> histogram, double millis) {}

  static void prepare(Connection session) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(BRIEFLY);
    }
  }

  /// @return empty where there is no row, or the key is not one column of whole numbers
  static Optional<Seen> look(Connection session, SourceTable table) throws SQLException {
    if (!hasNumberedRows(table)) {
      return Optional.empty();
    }
    String column = table.keyColumns().getFirst().name();
    long began = System.nanoTime();
    try (Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                ENDS.formatted(
                    Identifiers.quote(column),
                    table.only() ? "ONLY " : "",
                    Identifiers.quote(table.name())))) {
      row.next();
      long least = row.getLong(1);
      if (row.wasNull()) {
        return Optional.empty();
      }
      long greatest = row.getLong(2);
      double millis = (System.nanoTime() - began) / NANOS_PER_MILLI;
      return Optional.of(
          new Seen(column, least, greatest, histogram(session, table, column), millis));
    }
  }

  private static boolean hasNumberedRows(SourceTable table) {
    return table.keyColumns().size() == 1
        && switch (table.keyColumns().getFirst().type()) {
          case INT2, INT4, INT8 -> true;
          default -> false;
        };
  }

  private static List<Long> histogram(Connection session, SourceTable table, String column)
      throws SQLException {
    return Sql.of(
            session, HISTOGRAM, table.name().schema(), table.name().name(), column, !table.only())
        .first(row -> Columns.longs(row, "histogram_bounds"))
        .orElse(List.of());
  }
}
