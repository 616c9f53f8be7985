package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Cheap search for rows that would make a unique index fail: NULL by an existing index, NULL and
/// duplicates in about 1,000 pages, the same ones each time. A hit is certain; no hit proves
/// nothing unless the whole table was read.
public final class KeyProber {
  private KeyProber() {}

  /// @param timeout of each statement
  /// @param pages to read, about
  /// @return empty where the rows are missing, unreadable or not read in time
  /// @throws SQLException where the connection broke
  public static Optional<KeyProbe> probe(
      Connection connection,
      DatabaseFacts facts,
      QualifiedName table,
      List<String> columns,
      Duration timeout,
      double pages)
      throws SQLException {
    TableFacts tableFacts = facts.tables().get(table);
    if (tableFacts == null || tableFacts.heapBytes() == 0) {
      return Optional.empty();
    }
    try (Statement statement = connection.createStatement()) {
      long millis = Math.max(1, timeout.toMillis());
      statement.execute(
          "SET statement_timeout = %d; SET lock_timeout = %d".formatted(millis, millis));
      try {
        List<String> nulls = new ArrayList<>();
        for (String column : columns) {
          if (isNullable(facts, table, column)
              && leads(facts, table, column)
              && holdsNull(statement, table, column)) {
            nulls.add(column);
          }
        }
        return Optional.of(sample(statement, PageSample.of(tableFacts, pages), columns, nulls));
      } catch (SQLException e) {
        if (SqlStates.errorCode(e) == ErrorCode.CONNECTION_LOST) {
          throw e;
        }
        return Optional.empty();
      } finally {
        if (!connection.isClosed()) {
          statement.execute("RESET statement_timeout; RESET lock_timeout");
        }
      }
    }
  }

  private static boolean isNullable(DatabaseFacts facts, QualifiedName table, String name) {
    ColumnFacts column = facts.column(table, name);
    return column != null && !column.notNull();
  }

  private static boolean leads(DatabaseFacts facts, QualifiedName table, String column) {
    return facts.indexesOf(table).stream()
        .filter(index -> index.valid() && !index.partial() && index.method().equals("btree"))
        .anyMatch(index -> index.columns().getFirst().equals(column));
  }

  private static boolean holdsNull(Statement statement, QualifiedName table, String column)
      throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT EXISTS (SELECT FROM %s WHERE %s IS NULL)"
                .formatted(Identifiers.quote(table), Identifiers.quote(column)))) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static KeyProbe sample(
      Statement statement, PageSample sample, List<String> columns, List<String> nullColumns)
      throws SQLException {
    try (ResultSet row = statement.executeQuery(query(sample, columns))) {
      row.next();
      return new KeyProbe(
          columns,
          row.getLong("rows"),
          sample.isWhole(),
          row.getLong("null_rows"),
          row.getLong("duplicate_rows"),
          nullColumns);
    }
  }

  private static String query(PageSample sample, List<String> columns) {
    String list = Identifiers.list(columns);
    String anyNull =
        columns.stream()
            .map(column -> Identifiers.quote(column) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    return """
    SELECT coalesce(sum(n), 0) AS rows,
           coalesce(sum(n) FILTER (WHERE holed), 0) AS null_rows,
           coalesce(sum(n - 1) FILTER (WHERE NOT holed), 0) AS duplicate_rows
    FROM (SELECT count(*)::int AS n, %3$s AS holed FROM %2$s GROUP BY %1$s) AS keys
    """
        .formatted(list, sample.from(), anyNull);
  }
}
