package dev.plimsoll.scan.range;

import dev.plimsoll.scan.range.KeySpace.CutPoint;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Key space of whole numbers: ids or blocks. Cuts halve the numbers, and the rows only where they
/// are evenly distributed; stealing makes up for the difference.
///
/// @param least a known bound, used where a range is open below
/// @param greatest a known bound (included), used where a range is open above
/// @param granule cuts are at its multiples, 1 or more
public record LongSpace(long least, long greatest, long granule) implements KeySpace<Long> {
  public LongSpace {
    if (greatest < least || granule < 1) {
      throw new IllegalArgumentException(
          "least " + least + ", greatest " + greatest + ", granule " + granule);
    }
  }

  public static LongSpace ids(long least, long greatest) {
    return new LongSpace(least, greatest, 1);
  }

  /// Blocks 0 to `blocks - 1`, 1 or more, cut at granules so that reads stay sequential.
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
    // Inclusive, so that the greatest long needs no successor.
    long last = to == null ? greatest : to - 1;
    if ((to != null && to == Long.MIN_VALUE) || last <= start) {
      return new CutPoint.Nowhere<>("less than two keys are left");
    }
    // Unsigned half: the difference may overflow a long.
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
