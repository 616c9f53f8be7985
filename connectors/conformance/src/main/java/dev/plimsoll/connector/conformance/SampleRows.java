package dev.plimsoll.connector.conformance;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rows of the suite's table, inserted by each source's tests: `id`, a whole number with gaps, and
/// `name`, a nullable text.
public final class SampleRows {
  public static final int COUNT = 1_000;

  /// Distance of ids.
  public static final int GAP = 3;

  private static final int NULL_EACH = 7;
  private static final int QUOTED_EACH = 10;

  private SampleRows() {}

  /// From 1 to {@link #COUNT}.
  public static List<Row> all() {
    return IntStream.rangeClosed(1, COUNT).mapToObj(SampleRows::row).toList();
  }

  private static Row row(int number) {
    long id = (long) number * GAP;
    if (number % NULL_EACH == 0) {
      return new Row(id, null);
    }
    return new Row(id, number % QUOTED_EACH == 0 ? "it's \"x\", é " + number : "row_" + number);
  }

  public record Row(long id, @Nullable String name) {
    /// PostgreSQL's text of the row, of which digests are made.
    String text() {
      if (name == null) {
        return "(" + id + ",)";
      }
      boolean plain = name.chars().noneMatch(c -> c == ' ' || c == ',' || c == '"');
      return "(" + id + "," + (plain ? name : '"' + name.replace("\"", "\"\"") + '"') + ")";
    }
  }

  static List<String> texts(long above, long upTo) {
    return all().stream()
        .filter(row -> row.id() > above && row.id() <= upTo)
        .map(Row::text)
        .toList();
  }

  static List<String> texts() {
    return texts(0, Long.MAX_VALUE);
  }
}
