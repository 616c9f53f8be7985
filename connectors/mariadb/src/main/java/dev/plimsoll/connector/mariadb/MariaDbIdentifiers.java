package dev.plimsoll.connector.mariadb;

import dev.plimsoll.contracts.database.QualifiedName;

/// Quoting of names for MariaDB and MySQL: the only place that writes them into statements.
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

  static String quote(QualifiedName name) {
    return quote(name.schema()) + '.' + quote(name.name());
  }
}
