package dev.plimsoll.connector.postgres;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/// Keys as texts, which go by their places from 0.
///
/// @param columns lists of texts of the same length, one for each column of the key
public record KeyTexts(List<List<String>> columns) {
  /// @param keys each with a text for each column
  public static KeyTexts of(List<List<String>> keys, int columns) {
    return new KeyTexts(
        IntStream.range(0, columns)
            .mapToObj(column -> keys.stream().map(key -> key.get(column)).toList())
            .toList());
  }

  /// Key by key.
  public List<List<String>> each() {
    return IntStream.range(0, columns.getFirst().size())
        .mapToObj(place -> columns.stream().map(column -> column.get(place)).toList())
        .toList();
  }

  /// As arrays of text, from the first parameter on.
  public void bind(PreparedStatement statement) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      statement.setArray(
          i + 1, statement.getConnection().createArrayOf("text", columns.get(i).toArray()));
    }
  }

  /// Places of the keys that a statement selects, by their numbers from 1.
  public List<Integer> select(Connection session, String sql) throws SQLException {
    if (columns.getFirst().isEmpty()) {
      return List.of();
    }
    Object[] arrays = columns.stream().map(texts -> texts.toArray(String[]::new)).toArray();
    return Sql.of(session, sql, arrays).list(row -> row.getInt(1) - 1);
  }
}
