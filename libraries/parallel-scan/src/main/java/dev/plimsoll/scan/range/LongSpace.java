package dev.plimsoll.scan.range;

import dev.plimsoll.scan.range.KeySpace.CutPoint;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Whole numbers: ids, or a table's blocks. Cut in the middle of the numbers, which is the middle
/// of the rows only where they are even; stealing makes up for the difference.
public final class LongSpace implements KeySpace<Long> {
  private final long least;
  private final long greatest;
  private final long granule;

  private LongSpace(long least, long greatest, long granule) {
    if (greatest < least || granule < 1) {
      throw new IllegalArgumentException(
          "least " + least + ", greatest " + greatest + ", granule " + granule);
    }
    this.least = least;
    this.greatest = greatest;
    this.granule = granule;
  }

  /// @param least a known bound, taken where a range is open below
  /// @param greatest a known bound (included), taken where a range is open above
  public static LongSpace ids(long least, long greatest) {
    return new LongSpace(least, greatest, 1);
  }

  /// Blocks 0 to `blocks - 1`, cut at multiples of a granule so that reads stay sequential.
  ///
  /// @param blocks 1 or more
  public static LongSpace blocks(long blocks, long granule) {
    return new LongSpace(0, blocks - 1, granule);
  }

  @Override
  public Comparator<? super Long> order() {
    return Comparator.naturalOrder();
  }

  @Override
  public double extent(ScanRange<Long> range) {
    return Math.max(0.0, end(range) - (double) start(range));
  }

  @Override
  public CutPoint<Long> cut(ScanRange<Long> range) {
    long start = start(range);
    @Nullable Long to = range.to();
    // Included, so that the greatest number of all needs no successor.
    long last = to == null ? greatest : to - 1;
    if ((to != null && to == Long.MIN_VALUE) || last <= start) {
      return new CutPoint.Nowhere<>("less than two keys are left");
    }
    // The unsigned half of a difference that may be beyond a long.
    long middle = start + ((last - start) >>> 1) + 1;
    long cut = middle - Math.floorMod(middle, granule);
    if (cut <= start) {
      cut = cut > last - granule ? cut : cut + granule;
    }
    return cut > start && cut <= last
        ? new CutPoint.At<>(cut)
        : new CutPoint.Nowhere<>("less than two granules are left");
  }

  private long start(ScanRange<Long> range) {
    @Nullable Long from = range.from();
    return from == null ? least : from;
  }

  private double end(ScanRange<Long> range) {
    @Nullable Long to = range.to();
    return to == null ? greatest + 1.0 : to;
  }
}
