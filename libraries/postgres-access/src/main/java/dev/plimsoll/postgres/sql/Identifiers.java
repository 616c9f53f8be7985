package dev.plimsoll.postgres.sql;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import java.util.stream.Collectors;

/// Quotes names, and the few values that a statement cannot bind, for PostgreSQL.
///
/// Source: PostgreSQL documentation, 4.1.1 (quoted identifiers) and 4.1.2.1 (string constants).
public final class Identifiers {
  private Identifiers() {}

  /// A quoted identifier: any characters but NUL, double quotes doubled. Its length is not cut:
  /// PostgreSQL itself cuts at 63 bytes.
  ///
  /// @throws IllegalArgumentException for an empty name or one with a NUL character
  public static String quote(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an identifier is neither empty nor holds NUL");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// `"schema"."name"`.
  public static String quote(QualifiedName name) {
    return quote(name.schema()) + '.' + quote(name.name());
  }

  /// A table as what follows FROM.
  ///
  /// @param only without what inherits from it
  public static String relation(QualifiedName table, boolean only) {
    return (only ? "ONLY " : "") + quote(table);
  }

  /// Quoted names, separated by commas.
  public static String list(List<String> names) {
    return names.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
  }

  /// A string constant, for utility statements, which take no parameters. Everything else binds.
  ///
  /// @throws IllegalArgumentException for a value with a NUL character
  public static String literal(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("text in PostgreSQL holds no NUL");
    }
    // The E form means the same whatever standard_conforming_strings says.
    return "E'" + value.replace("\\", "\\\\").replace("'", "''") + '\'';
  }
}
