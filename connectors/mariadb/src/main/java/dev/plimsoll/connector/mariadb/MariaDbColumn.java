package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.ColumnCodec;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// Column of MariaDB with its mapping.
///
/// @param column as in files and target
/// @param expression that selects it
/// @param reader of the expression's values
/// @param form of its values in a key
/// @param collation of text, for example `latin1_swedish_ci`; else empty
record MariaDbColumn(
    Column column, String expression, FieldReader reader, KeyForm form, String collation) {
  /// A key value, in PostgreSQL's text, as a constant of this column's type, so that an index
  /// serves it. Text is converted to the column's character set: the server may refuse to compare
  /// others.
  String constant(String value) {
    String constant = form.constant(value);
    return form == KeyForm.TEXT
        ? "CONVERT(%s USING %s) COLLATE %s".formatted(constant, charset(), collation)
        : constant;
  }

  /// The column's value in a query's first row, in PostgreSQL's text; empty for no row.
  ///
  /// @param sql selects the column's expression
  /// @throws dev.plimsoll.connector.column.UnsupportedValueException for a value without a mapping
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

  // The first part of the collation's name.
  private String charset() {
    return collation.substring(0, collation.indexOf('_'));
  }
}
