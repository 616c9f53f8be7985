package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A pattern `schema.table`, with `*` for any run of characters. Case counts. A backslash quotes
/// the next character: `s.st\*r` is one table, and `a\.b.c` is `c` in `a.b`.
public final class RulePattern {
  // In no name, so it separates schema and table.
  private static final char PART = '\0';

  private final Pattern pattern;
  // Without `*`: schema, separator and name; a separator where a dot may be either.
  private final @Nullable String exactly;

  /// @throws IllegalArgumentException without a dot
  public static void check(String text) {
    if (text.indexOf('.') < 1 || text.endsWith(".")) {
      throw new IllegalArgumentException(
          "a table pattern is schema.table with * for any run of characters, not '" + text + "'");
    }
  }

  public static String of(QualifiedName table) {
    return literal(table.schema()) + '.' + literal(table.name());
  }

  private static String literal(String name) {
    return name.replace("\\", "\\\\").replace("*", "\\*").replace(".", "\\.");
  }

  /// @throws IllegalArgumentException without a dot
  public RulePattern(String text) {
    check(text);
    StringBuilder regex = new StringBuilder();
    StringBuilder signs = new StringBuilder();
    boolean open = false;
    boolean literal = false;
    for (int c : text.codePoints().toArray()) {
      if (!literal && c == '\\') {
        literal = true;
        continue;
      }
      open |= !literal && c == '*';
      signs.appendCodePoint(!literal && c == '.' ? PART : c);
      regex.append(
          !literal && c == '*'
              ? ".*"
              : !literal && c == '.' ? "[." + PART + "]" : Pattern.quote(Character.toString(c)));
      literal = false;
    }
    pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    exactly = open ? null : signs.toString();
  }

  public boolean matches(QualifiedName table) {
    if (exactly != null) {
      return is(exactly, table.schema(), table.name());
    }
    return pattern.matcher(table.schema() + PART + table.name()).matches();
  }

  // Hundreds of rules are compared with each table, and most differ in the last character.
  private static boolean is(String wanted, String schema, String name) {
    int part = schema.length();
    if (wanted.length() != part + 1 + name.length() || wanted.charAt(part) != PART) {
      return false;
    }
    for (int i = wanted.length() - 1; i >= 0; i--) {
      char sign = i > part ? name.charAt(i - part - 1) : i == part ? PART : schema.charAt(i);
      char asked = wanted.charAt(i);
      if (asked != sign && !(asked == PART && sign == '.')) {
        return false;
      }
    }
    return true;
  }
}
