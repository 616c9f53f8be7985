package dev.plimsoll.planning.sizing;

import dev.plimsoll.postgres.catalog.ColumnFacts;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The share of a table's rows that a predicate lets in, by the statistics, for `column IS NULL`
/// and `column IS NOT NULL`, the most frequent ones.
final class Selectivity {
  private static final Pattern NULL_TEST =
      Pattern.compile(
          "\\(?\\s*(\"(?:[^\"]|\"\")+\"|\\w+)\\s+IS\\s+(NOT\\s+)?NULL\\s*\\)?",
          Pattern.CASE_INSENSITIVE);

  private Selectivity() {}

  /// 0 to 1; empty where unknown.
  static OptionalDouble of(String predicate, List<ColumnFacts> columns) {
    Matcher test = NULL_TEST.matcher(predicate.strip());
    if (!test.matches()) {
      return OptionalDouble.empty();
    }
    String name = name(test.group(1));
    for (ColumnFacts column : columns) {
      ColumnFacts.Statistics statistics = column.statistics();
      if (column.name().equals(name) && statistics != null) {
        double nulls = statistics.nullFraction();
        return OptionalDouble.of(test.group(2) == null ? nulls : 1 - nulls);
      }
    }
    return OptionalDouble.empty();
  }

  /// The catalog's form: quoted as it stands, else in lower case.
  static String name(String identifier) {
    return identifier.startsWith("\"")
        ? identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"")
        : identifier.toLowerCase(Locale.ROOT);
  }
}
