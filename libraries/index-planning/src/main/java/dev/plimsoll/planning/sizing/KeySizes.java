package dev.plimsoll.planning.sizing;

/// Keys of a stratum one after the other: how wide their tuples are and how many rows each has, the
/// same ones each time.
final class KeySizes {
  private static final int MAXALIGN = 8;
  // Multiples of it, modulo 1, lie evenly however many there are.
  private static final double GOLDEN = 0.618_033_988_749_895;
  // Above so many the square root of it makes no difference to a size.
  private static final double MANY = 50;

  private final double duplicates;
  private final double mean;
  private final double tupleBytes;
  private double keys;
  private double rows;
  private double bytes;
  private double place;

  KeySizes(Stratum stratum) {
    this.duplicates = stratum.duplicates();
    boolean scattered = stratum.scattered() && duplicates > 1.001 && duplicates < MANY;
    this.mean = scattered ? poissonMean(duplicates) : 0;
    this.tupleBytes = stratum.tupleBytes();
  }

  /// Of the next key: a multiple of 8, that on average.
  int tupleBytes() {
    bytes += tupleBytes;
    int next = (int) (bytes / MAXALIGN) * MAXALIGN;
    bytes -= next;
    return Math.max(MAXALIGN, next);
  }

  /// Of the next key: whole numbers, that many on average.
  int rows() {
    if (mean > 0) {
      place = (place + GOLDEN) % 1;
      return scattered(place);
    }
    keys += duplicates;
    int next = (int) Math.min(keys - rows, Integer.MAX_VALUE);
    rows += next;
    return next;
  }

  /// Of a Poisson distribution without its zero.
  private int scattered(double chance) {
    double some = mean * Math.exp(-mean) / (1 - Math.exp(-mean));
    double sum = some;
    int count = 1;
    while (sum < chance && count < 10 * MANY) {
      count++;
      some *= mean / count;
      sum += some;
    }
    return count;
  }

  /// With which the mean without zero is the one given, which is above 1.
  private static double poissonMean(double withoutZero) {
    double low = 0;
    double high = withoutZero;
    for (int i = 0; i < 50; i++) {
      double middle = (low + high) / 2;
      if (middle / (1 - Math.exp(-middle)) < withoutZero) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
