package dev.plimsoll.connector.table;

import java.util.OptionalLong;

/// Range of ids with both ends included, so that it can hold the greatest number of all.
public record IdWindow(long first, long last) {
  public IdWindow {
    if (last < first) {
      throw new IllegalArgumentException("ids from " + first + " to " + last);
    }
  }

  /// Number of ids, with or without rows; at most {@link Long#MAX_VALUE}.
  public long width() {
    long difference = last - first;
    return difference < 0 || difference == Long.MAX_VALUE ? Long.MAX_VALUE : difference + 1;
  }

  /// Exclusive end; empty where no number is greater than the last.
  public OptionalLong end() {
    return last == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(last + 1);
  }

  /// Its first ids, at most a count of 1 or more.
  public IdWindow head(long count) {
    return count >= width() ? this : new IdWindow(first, first + count - 1);
  }

  /// Rows per id: 0 to 1 where ids are unique.
  public double efficiency(long rows) {
    return (double) rows / width();
  }
}
