package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.ColumnCodec;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// Asks for one value of a column.
final class MariaDbEdge {
  private MariaDbEdge() {}

  /// @param sql that selects the column's expression, of one row at most
  /// @return as PostgreSQL writes it; empty where there is no row
  /// @throws dev.plimsoll.connector.column.UnsupportedValueException for a value that cannot be
  // carried
  static Optional<String> ask(MariaDbSession session, MariaDbColumn column, String sql)
      throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      ByteBuilder field = new ByteBuilder(64);
      column.reader().copy(row, 1, field);
      int length = field.size() - Integer.BYTES;
      return Optional.of(
          ColumnCodec.of(column.column()).keyText(field.array(), Integer.BYTES, length));
    }
  }
}
