package dev.plimsoll.sync.analysis;

import dev.plimsoll.sync.sparse.DensityMap;
import java.util.ArrayList;
import java.util.List;

/// Histogram bounds of a table's key: equally many rows between each two.
///
/// @param bounds 1 to 101, ascending; the first is the least id, the last the greatest
/// @param remembered from an earlier extract, as the source has no statistics
public record KeyBounds(String column, List<Long> bounds, boolean remembered) {
  private static final int MOST_STEPS = 100;

  public KeyBounds {
    bounds = List.copyOf(bounds);
  }

  /// @param histogram bounds from the source's statistics, ascending; may be old or empty
  /// @param earlier bounds known before; empty for none
  static KeyBounds of(
      String column, long least, long greatest, List<Long> histogram, List<Long> earlier) {
    boolean remembered = histogram.size() < 3 && earlier.size() > 2;
    return new KeyBounds(
        column, within(least, greatest, remembered ? earlier : histogram), remembered);
  }

  // The ends of a histogram are those of a sample; the true ones replace them. A histogram of more
  // steps is thinned out evenly.
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
