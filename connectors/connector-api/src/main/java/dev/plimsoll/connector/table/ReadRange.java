package dev.plimsoll.connector.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A half-open range of the first key column: `lower <= key < upper`, as text that the database
/// compares by the column's type. The first has no lower and the last no upper bound, so that the
/// ranges of a table cover every key, whatever its statistics say.
public record ReadRange(@Nullable String lower, @Nullable String upper) {
  public static final ReadRange EVERYTHING = new ReadRange(null, null);

  /// The same range with another end.
  public ReadRange upTo(@Nullable String newUpper) {
    return new ReadRange(lower, newUpper);
  }

  /// Read tasks whose ranges do not part them: workers on one queue, or one query for everything.
  ///
  /// @param count 1 or more; less is 1
  public static List<ReadRange> everythingTimes(int count) {
    return Collections.nCopies(Math.max(1, count), EVERYTHING);
  }

  /// Cuts at bounds that divide a table into parts of about the same number of rows.
  ///
  /// @param bounds of a histogram in ascending order, its first and last being the column's least
  ///     and greatest value
  /// @param count ranges that are wanted, 1 or more; fewer where there are fewer bounds
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
