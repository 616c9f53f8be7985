package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.KeyEnds;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/// Where a table's key lies: both ends, which its index has, and the histogram that `ANALYZE` has
/// made. Two queries of some milliseconds, which read no other row.
final class KeyEndsQuery {
  // What takes longer than this is not worth it: a table is read as well without.
  private static final String BRIEFLY = "SET statement_timeout = '2s'";

  private static final String ENDS = "SELECT min(%1$s)::bigint, max(%1$s)::bigint FROM %2$s";

  private static final double NANOS_PER_MILLI = 1e6;

  private final Connection session;

  /// @param session prepared; used for this alone, since its statements are ended after two seconds
  KeyEndsQuery(Connection session) throws SQLException {
    this.session = session;
    try (Statement statement = session.createStatement()) {
      statement.execute(BRIEFLY);
    }
  }

  /// @return empty where there is no row, or the key is not one column of whole numbers
  Optional<KeyEnds> ask(SourceTable table) throws SQLException {
    if (!table.hasNumberedRows()) {
      return Optional.empty();
    }
    String column = table.keyColumns().getFirst().name();
    long began = System.nanoTime();
    String sql =
        ENDS.formatted(Identifiers.quote(column), Identifiers.relation(table.name(), table.only()));
    return Sql.of(session, sql)
        .one(
            row -> {
              long least = row.getLong(1);
              if (row.wasNull()) {
                return Optional.empty();
              }
              long greatest = row.getLong(2);
              double millis = (System.nanoTime() - began) / NANOS_PER_MILLI;
              List<Long> histogram =
                  RangePlanner.bounds(session, table.name(), column, !table.only()).stream()
                      .map(Long::valueOf)
                      .toList();
              return Optional.of(new KeyEnds(column, least, greatest, histogram, millis));
            });
  }
}
