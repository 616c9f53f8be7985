package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.ColumnCodec;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// A column of MariaDB and what becomes of it.
///
/// @param column as it is in files and target
/// @param expression that is selected for it
/// @param reader of the expression's values
/// @param form of its values where it is of a key
/// @param collation of text, for example `latin1_swedish_ci`; empty of anything else
record MariaDbColumn(
    Column column, String expression, FieldReader reader, KeyForm form, String collation) {

  /// A value of a key as a constant of this column's own kind, so that an index serves it. Text is
  /// in the column's character set: with what is not in that, the server would refuse to compare.
  ///
  /// @param value as PostgreSQL writes it
  String constant(String value) {
    String constant = form.constant(value);
    return form == KeyForm.TEXT
        ? "CONVERT(%s USING %s) COLLATE %s".formatted(constant, charset(), collation)
        : constant;
  }

  /// One value of this column.
  ///
  /// @param sql that selects the column's expression, of one row at most
  /// @return as PostgreSQL writes it; empty where there is no row
  /// @throws dev.plimsoll.connector.column.UnsupportedValueException for a value that cannot be
  ///     carried
  Optional<String> ask(MariaDbSession session, String sql) {
    try {
      return Sql.of(session.connection(), sql).first(this::value);
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }

  private String value(ResultSet row) throws SQLException {
    ByteBuilder field = new ByteBuilder(64);
    reader.copy(row, 1, field);
    int length = field.size() - Integer.BYTES;
    return ColumnCodec.of(column).keyText(field.array(), Integer.BYTES, length);
  }

  // By which the name of a collation begins.
  private String charset() {
    return collation.substring(0, collation.indexOf('_'));
  }
}
