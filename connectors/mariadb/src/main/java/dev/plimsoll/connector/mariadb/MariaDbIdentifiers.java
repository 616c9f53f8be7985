package dev.plimsoll.connector.mariadb;

import dev.plimsoll.contracts.database.QualifiedName;

/// Quotes names for MariaDB and MySQL; nothing else here writes one into a statement.
///
/// Source: MariaDB documentation, "Identifier Names".
final class MariaDbIdentifiers {
  private MariaDbIdentifiers() {}

  /// A quoted identifier, backticks doubled.
  ///
  /// @throws IllegalArgumentException for an empty name or one with a NUL character
  static String quote(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an identifier is neither empty nor holds NUL");
    }
    return '`' + name.replace("`", "``") + '`';
  }

  /// Database and table.
  static String quote(QualifiedName name) {
    return quote(name.schema()) + '.' + quote(name.name());
  }
}
