package dev.plimsoll.connector.table;

import java.util.OptionalLong;

/// A run of ids, both ends included, so that the greatest number there is can be one of them.
public record IdWindow(long first, long last) {
  public IdWindow {
    if (last < first) {
      throw new IllegalArgumentException("ids from " + first + " to " + last);
    }
  }

  /// How many ids, whether or not there are rows; at most {@link Long#MAX_VALUE}.
  public long width() {
    long difference = last - first;
    return difference < 0 || difference == Long.MAX_VALUE ? Long.MAX_VALUE : difference + 1;
  }

  /// The bound b of `id >= a AND id < b`; empty where there is no number above the last.
  public OptionalLong end() {
    return last == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(last + 1);
  }

  /// Its first ids.
  ///
  /// @param count 1 or more; all of them where there are no more
  public IdWindow head(long count) {
    return count >= width() ? this : new IdWindow(first, first + count - 1);
  }

  /// Rows among its ids, 0 to 1 where the ids are unique.
  public double efficiency(long rows) {
    return (double) rows / width();
  }
}
