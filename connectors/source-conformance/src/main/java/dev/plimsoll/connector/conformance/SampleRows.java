package dev.plimsoll.connector.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The rows that a source's tests put into the table that the suite reads: columns `id`, a whole
/// number with gaps, and `name`, a text that may be NULL.
public final class SampleRows {
  public static final int COUNT = 1_000;

  /// Ids lie so far apart.
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
    /// As PostgreSQL writes a row of these two values, which is what digests are made of.
    String text() {
      if (name == null) {
        return "(" + id + ",)";
      }
      boolean plain = name.chars().noneMatch(c -> c == ' ' || c == ',' || c == '"');
      return "(" + id + "," + (plain ? name : '"' + name.replace("\"", "\"\"") + '"') + ")";
    }
  }

  static List<String> texts(long above, long upTo) {
    List<String> texts = new ArrayList<>();
    for (Row row : all()) {
      if (row.id() > above && row.id() <= upTo) {
        texts.add(row.text());
      }
    }
    return texts;
  }

  static List<String> texts() {
    return texts(0, Long.MAX_VALUE);
  }
}
