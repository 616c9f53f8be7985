package dev.plimsoll.planning.sizing;

/// A fixed series of a stratum's keys: bytes of their tuples and numbers of their rows.
final class KeySizes {
  private static final int MAXALIGN = 8;
  // Its multiples modulo 1 lie evenly, however many there are.
  private static final double GOLDEN = 0.618_033_988_749_895;
  // Above this the variation makes no difference to a size.
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

  /// Bytes of the next tuple: a multiple of 8 with that average.
  int tupleBytes() {
    bytes += tupleBytes;
    int next = (int) (bytes / MAXALIGN) * MAXALIGN;
    bytes -= next;
    return Math.max(MAXALIGN, next);
  }

  /// Rows of the next key: whole numbers with that average.
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

  /// A quantile of a Poisson distribution without its zero.
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

  /// The mean of a Poisson distribution by its mean without zero, which is above 1.
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
