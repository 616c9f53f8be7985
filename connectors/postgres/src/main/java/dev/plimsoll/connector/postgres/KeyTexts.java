package dev.plimsoll.connector.postgres;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
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

  /// Binds them as text arrays, from the first parameter on.
  public void bind(PreparedStatement statement) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      statement.setArray(
          i + 1, statement.getConnection().createArrayOf("text", columns.get(i).toArray()));
    }
  }

  /// Runs a statement that answers keys' numbers from 1.
  ///
  /// @return their numbers from 0
  public List<Integer> select(Connection session, String sql) throws SQLException {
    if (columns.getFirst().isEmpty()) {
      return List.of();
    }
    Object[] arrays = columns.stream().map(texts -> texts.toArray(String[]::new)).toArray();
    return Sql.of(session, sql, arrays).list(row -> row.getInt(1) - 1);
  }
}
