package dev.plimsoll.postgres.sql;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import java.util.stream.Collectors;

/// Quoting of names, and of the few values that cannot be bound, for PostgreSQL.
///
/// Source: PostgreSQL documentation, 4.1.1 (quoted identifiers) and 4.1.2.1 (string constants).
public final class Identifiers {
  private Identifiers() {}

  /// A quoted identifier. PostgreSQL itself truncates it at 63 bytes.
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

  /// A table as a FROM item, without inheriting tables where `only` is true.
  public static String relation(QualifiedName table, boolean only) {
    return (only ? "ONLY " : "") + quote(table);
  }

  /// Quoted names with commas between.
  public static String list(List<String> names) {
    return names.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
  }

  /// A string constant for utility statements, which take no parameters.
  ///
  /// @throws IllegalArgumentException for a value with a NUL character
  public static String literal(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("text in PostgreSQL holds no NUL");
    }
    // The E form does not depend on standard_conforming_strings.
    return "E'" + value.replace("\\", "\\\\").replace("'", "''") + '\'';
  }
}
