package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.postgres.KeyTexts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Rows of the target by their keys, and of which version each is.
///
/// @param columns lists of texts of the same length: one for each column of the key, one of
///     `ctid`, one of `xmin`
public record RowVersions(List<List<String>> columns) {
  /// @param keyColumns in number
  public static RowVersions read(Connection target, String sql, int keyColumns)
      throws SQLException {
    List<List<String>> columns = new ArrayList<>();
    for (int i = 0; i < keyColumns + 2; i++) {
      columns.add(new ArrayList<>());
    }
    try (Statement statement = target.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        for (int i = 0; i < columns.size(); i++) {
          columns.get(i).add(row.getString(i + 1));
        }
      }
    }
    return new RowVersions(columns);
  }

  public int count() {
    return columns.getFirst().size();
  }

  /// @param rows numbers from 0
  public RowVersions only(List<Integer> rows) {
    return new RowVersions(
        columns.stream().map(column -> rows.stream().map(column::get).toList()).toList());
  }

  /// Without their versions.
  ///
  /// @param keyColumns in number
  public KeyTexts keys(int keyColumns) {
    return new KeyTexts(columns.subList(0, keyColumns));
  }

  /// As arrays of text, from the first parameter on.
  public void bind(PreparedStatement statement) throws SQLException {
    new KeyTexts(columns).bind(statement);
  }
}
