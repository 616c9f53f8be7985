package dev.plimsoll.connector.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Half-open range of the first key column: `lower <= key < upper`, texts that the database
/// compares by the column's type. The first range has no lower and the last no upper bound, so
/// that a table's ranges cover every key.
public record ReadRange(@Nullable String lower, @Nullable String upper) {
  public static final ReadRange EVERYTHING = new ReadRange(null, null);

  public ReadRange upTo(@Nullable String newUpper) {
    return new ReadRange(lower, newUpper);
  }

  /// Read tasks that are not divided by ranges: workers on one queue, or a single query.
  public static List<ReadRange> everythingTimes(int count) {
    return Collections.nCopies(Math.max(1, count), EVERYTHING);
  }

  /// Ranges with about equally many rows; fewer than wanted where there are fewer bounds.
  ///
  /// @param bounds of an equal-height histogram, ascending, from the least to the greatest value
  /// @param count of wanted ranges, 1 or more
  public static List<ReadRange> cut(List<String> bounds, int count) {
    int buckets = bounds.size() - 1;
    int ranges = Math.min(count, buckets);
    if (ranges < 2) {
      return List.of(EVERYTHING);
    }
    List<ReadRange> result = new ArrayList<>(ranges);
    @Nullable String lower = null;
    for (int i = 1; i < ranges; i++) {
      String upper = bounds.get((int) ((long) i * buckets / ranges));
      if (!upper.equals(lower)) {
        result.add(new ReadRange(lower, upper));
        lower = upper;
      }
    }
    result.add(new ReadRange(lower, null));
    return List.copyOf(result);
  }
}
