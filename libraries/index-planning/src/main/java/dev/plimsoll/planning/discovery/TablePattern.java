package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.regex.Pattern;

/// `schema.table`, with `*` for any run of characters. Case counts, as in the catalog. A backslash
/// takes the sign behind it as it is: `s.st\*r` is one table, and `a\.b.c` is `c` in `a.b`.
public final class TablePattern {
  // In no name, so that it parts schema and table for good.
  private static final char PART = '\0';

  private final Pattern pattern;

  /// @throws IllegalArgumentException without a dot
  public static void check(String text) {
    if (text.indexOf('.') < 1 || text.endsWith(".")) {
      throw new IllegalArgumentException(
          "a table pattern is schema.table with * for any run of characters, not '" + text + "'");
    }
  }

  /// The pattern that only this table matches.
  public static String of(QualifiedName table) {
    return literal(table.schema()) + '.' + literal(table.name());
  }

  private static String literal(String name) {
    return name.replace("\\", "\\\\").replace("*", "\\*").replace(".", "\\.");
  }

  /// @throws IllegalArgumentException without a dot
  public TablePattern(String text) {
    check(text);
    StringBuilder regex = new StringBuilder();
    boolean literal = false;
    for (int c : text.codePoints().toArray()) {
      if (!literal && c == '\\') {
        literal = true;
        continue;
      }
      regex.append(
          !literal && c == '*'
              ? ".*"
              : !literal && c == '.' ? "[." + PART + "]" : Pattern.quote(Character.toString(c)));
      literal = false;
    }
    pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  public boolean matches(QualifiedName table) {
    return pattern.matcher(table.schema() + PART + table.name()).matches();
  }
}
