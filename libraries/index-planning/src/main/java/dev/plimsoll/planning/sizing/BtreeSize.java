package dev.plimsoll.planning.sizing;

import java.util.List;

/// Size of a fresh B-tree.
///
/// Source: `nbtsort.c` fills leaves up to the fillfactor and keeps the last tuple as the high key;
/// inner pages are filled to 70 %; `nbtdedup.c` caps a posting list. Checked against built indexes:
/// fixed-width keys within 0.7 %, deduplicated ones within 2.1 %.
public final class BtreeSize {
  public static final int DEFAULT_FILLFACTOR = 90;

  private static final int PAGE_BYTES = 8_192;
  private static final int LEAF_SPACE = 8_144;
  private static final int INNER_SPACE = 8_152;
  private static final double INNER_FILL = 0.7;
  private static final int LINE_POINTER = 4;
  private static final int TID_BYTES = 6;
  private static final int LONGEST_POSTING = 812;
  private static final int TUPLES_LOOKED_AT = 20_000;
  private static final double LEAST_TUPLE = 16;

  private BtreeSize() {}

  /// Bytes of the main fork.
  ///
  /// @param unique keys are never deduplicated
  /// @param fillfactor percent, 10 to 100
  public static long bytes(KeyShape key, boolean unique, int fillfactor) {
    return bytes(key.strata(), key.deduplicable() && !unique, fillfactor);
  }

  /// @param deduplicated equal keys are stored once, with a list of their rows
  static long bytes(List<Stratum> keys, boolean deduplicated, int fillfactor) {
    double leaves = 0;
    double rows = 0;
    double tupleBytes = 0;
    for (Stratum some : keys) {
      Stratum stratum = deduplicated ? some : Stratum.unique(some.rows(), some.tupleBytes());
      leaves += leaves(stratum, fillfactor);
      rows += some.rows();
      tupleBytes += some.rows() * some.tupleBytes();
    }
    long level = Math.max(1, (long) Math.ceil(leaves));
    long pages = level + 1; // and the meta page
    double width = rows <= 0 ? LEAST_TUPLE : tupleBytes / rows;
    long fanOut = Math.max(2, (long) (INNER_SPACE * INNER_FILL / (width + LINE_POINTER)));
    while (level > 1) {
      level = Math.ceilDiv(level, fanOut);
      pages += level;
    }
    return pages * PAGE_BYTES;
  }

  /// Leaves filled as by `_bt_buildadd`, with enough tuples for the average number of rows.
  private static double leaves(Stratum stratum, int fillfactor) {
    double rows = stratum.rows();
    if (rows < 1) {
      return 0;
    }
    KeySizes keys = new KeySizes(stratum);
    int reserved = PAGE_BYTES * (100 - fillfactor) / 100;
    long tuples = 0;
    long closed = 0;
    double onClosed = 0;
    double onLeaf = 0;
    int items = 0;
    int free = LEAF_SPACE;
    int lastBytes = 0;
    int lastRows = 0;
    int lastTuple = 0;
    double placed = 0;
    while (placed < rows && tuples < TUPLES_LOOKED_AT) {
      int tupleBytes = keys.tupleBytes();
      int longest = Math.max(1, (LONGEST_POSTING - tupleBytes) / TID_BYTES);
      for (int left = keys.rows(); left > 0 && tuples < TUPLES_LOOKED_AT; ) {
        int share = Math.min(left, longest);
        int bytes = share == 1 ? tupleBytes : (tupleBytes + TID_BYTES * share + 7) / 8 * 8;
        int lastPosting = lastRows > 1 ? lastBytes - lastTuple : 0;
        if (items > 0 && free < bytes + 8 || items > 1 && free + lastPosting < reserved) {
          // Its last tuple moves to the next leaf, and its high key stays.
          closed++;
          onClosed += onLeaf - lastRows;
          onLeaf = lastRows;
          items = 1;
          free = LEAF_SPACE - lastBytes - LINE_POINTER;
        }
        free -= bytes + LINE_POINTER;
        items++;
        onLeaf += share;
        lastBytes = bytes;
        lastRows = share;
        lastTuple = tupleBytes;
        left -= share;
        placed += share;
        tuples++;
      }
    }
    return closed == 0
        ? Math.max(1, LEAF_SPACE - free) / (double) LEAF_SPACE
        : rows / (onClosed / closed);
  }

  /// WAL of its build: full pages without their holes.
  public static long walBytes(long indexBytes) {
    return Math.round(indexBytes * 0.91);
  }

  /// A fixed series of a stratum's keys: bytes of their tuples and numbers of their rows.
  private static final class KeySizes {
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
}
