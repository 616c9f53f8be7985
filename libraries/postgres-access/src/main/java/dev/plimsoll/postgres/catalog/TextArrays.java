package dev.plimsoll.postgres.catalog;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// `text[]` columns without NULLs.
final class TextArrays {
  private TextArrays() {}

  static List<String> read(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return List.of((String[]) array.getArray());
  }
}
