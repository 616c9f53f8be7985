package dev.plimsoll.sync.analysis;

import dev.plimsoll.sync.sparse.DensityMap;
import java.util.ArrayList;
import java.util.List;

/// Bounds of a table's key: between each two of them there are as many rows.
///
/// @param column the key
/// @param bounds at least one and at most 101, each greater than the one before; the first is the
///     least id, the last the greatest
/// @param remembered from an earlier extract, since the source's statistics know nothing
public record KeyBounds(String column, List<Long> bounds, boolean remembered) {
  private static final int MOST_STEPS = 100;

  public KeyBounds {
    bounds = List.copyOf(bounds);
  }

  /// @param histogram bounds of the source's statistics, ascending; may be old, and empty
  /// @param earlier bounds that were known before; empty for none
  static KeyBounds of(
      String column, long least, long greatest, List<Long> histogram, List<Long> earlier) {
    boolean remembered = histogram.size() < 3 && earlier.size() > 2;
    return new KeyBounds(
        column, within(least, greatest, remembered ? earlier : histogram), remembered);
  }

  // The ends of a histogram are those of a sample: the true ones take their places. A finer one
  // than
  // is kept is thinned out evenly.
  private static List<Long> within(long least, long greatest, List<Long> histogram) {
    List<Long> bounds = new ArrayList<>();
    bounds.add(least);
    int steps = histogram.size() - 1;
    int each = Math.max(1, Math.ceilDiv(steps, MOST_STEPS));
    for (int i = each; i < steps; i += each) {
      long bound = histogram.get(i);
      if (bound > bounds.getLast() && bound < greatest) {
        bounds.add(bound);
      }
    }
    if (greatest > least) {
      bounds.add(greatest);
    }
    return bounds;
  }

  DensityMap map(long rows) {
    return DensityMap.between(bounds, rows);
  }
}
