package dev.plimsoll.sync.extract;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `text[]` to and from lists.
final class SqlArrays {
  private SqlArrays() {}

  static List<String> texts(@Nullable Array array) throws SQLException {
    return array == null
        ? List.of()
        : Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
  }

  /// NULL for an empty list.
  static @Nullable Array ofTexts(Connection connection, List<String> texts) throws SQLException {
    return texts.isEmpty() ? null : connection.createArrayOf("text", texts.toArray());
  }
}
