package dev.plimsoll.connector.table;

import java.util.List;
import java.util.stream.Collectors;

/// Name of a row in messages: its key, and no other value of it.
public final class RowName {
  private static final int LONGEST_VALUE = 100;

  private RowName() {}

  /// @param values as text, one per key column
  public static String byKey(List<String> columns, List<String> values) {
    return "the row with (%s) = (%s)"
        .formatted(
            String.join(", ", columns),
            values.stream().map(RowName::onOneLine).collect(Collectors.joining(", ")));
  }

  /// Name of a row without a key, by its number in reading order from 1.
  public static String byOrdinal(long ordinal) {
    return "row " + ordinal + " of those read";
  }

  private static String onOneLine(String value) {
    String line = value.replaceAll("\\p{Cntrl}", "\uFFFD");
    return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE) + "\u2026";
  }
}
