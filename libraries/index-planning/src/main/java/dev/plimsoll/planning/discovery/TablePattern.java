package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.database.QualifiedName;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `schema.table`, with `*` for any run of characters. Case counts, as in the catalog.
public final class TablePattern {
  private final Pattern pattern;

  /// @throws IllegalArgumentException without a dot
  public static void check(String text) {
    if (text.indexOf('.') < 1 || text.endsWith(".")) {
      throw new IllegalArgumentException(
          "a table pattern is schema.table with * for any run of characters, not '" + text + "'");
    }
  }

  /// @throws IllegalArgumentException without a dot
  public TablePattern(String text) {
    check(text);
    pattern =
        Pattern.compile(
            Arrays.stream(text.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")),
            Pattern.DOTALL);
  }

  public boolean matches(QualifiedName table) {
    return pattern.matcher(table.toString()).matches();
  }
}
