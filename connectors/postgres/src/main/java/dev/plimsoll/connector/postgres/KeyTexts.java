package dev.plimsoll.connector.postgres;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/// Keys as texts, numbered from 0, column by column.
///
/// @param columns a list of equal length for each column of the key
public record KeyTexts(List<List<String>> columns) {
  public static KeyTexts of(List<List<String>> keys, int columns) {
    return new KeyTexts(
        IntStream.range(0, columns)
            .mapToObj(column -> keys.stream().map(key -> key.get(column)).toList())
            .toList());
  }

  public List<List<String>> each() {
    return IntStream.range(0, columns.getFirst().size())
        .mapToObj(place -> columns.stream().map(column -> column.get(place)).toList())
        .toList();
  }

  /// Parameters of a statement: a text array for each column.
  public Object[] parameters() {
    return columns.stream().map(texts -> texts.toArray(String[]::new)).toArray();
  }

  /// Runs a statement that answers keys' numbers from 1.
  ///
  /// @return their numbers from 0
  public List<Integer> select(Connection session, String sql) throws SQLException {
    if (columns.getFirst().isEmpty()) {
      return List.of();
    }
    return Sql.of(session, sql, parameters()).list(row -> row.getInt(1) - 1);
  }
}
