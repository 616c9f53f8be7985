package dev.plimsoll.connector.table;

import java.util.List;
import java.util.stream.Collectors;

/// What a row is called in messages: by its key, and by no other value of it.
public final class RowName {
  private static final int LONGEST_VALUE = 100;

  private RowName() {}

  /// @param columns of the key
  /// @param values as text, one a column
  public static String byKey(List<String> columns, List<String> values) {
    return "the row with (%s) = (%s)"
        .formatted(
            String.join(", ", columns),
            values.stream().map(RowName::onOneLine).collect(Collectors.joining(", ")));
  }

  /// Of a row without a key.
  ///
  /// @param ordinal from 1 on, in the order in which it was read
  public static String byOrdinal(long ordinal) {
    return "row " + ordinal + " of those read";
  }

  private static String onOneLine(String value) {
    String line = value.replaceAll("\\p{Cntrl}", "\uFFFD");
    return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE) + "\u2026";
  }
}
