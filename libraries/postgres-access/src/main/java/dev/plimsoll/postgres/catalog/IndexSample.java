package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.build.IndexDefinition;
import java.util.List;

/// Sample of an index' future content, from some pages of its table.
///
/// @param matching rows that satisfy the predicate
/// @param variation of matching rows per page: standard deviation divided by the mean
/// @param full index tuples without NULL; of GIN, one per element
/// @param holed index tuples with NULL
/// @param storedOnce whether B-tree stores equal keys once, with a list of rows
/// @param keys classes of equal keys by frequency; empty where they do not matter
public record IndexSample(
    IndexDefinition definition,
    Pages pages,
    long matching,
    double variation,
    Tuples full,
    Tuples holed,
    boolean storedOnce,
    List<KeyClass> keys) {
  public IndexSample {
    keys = List.copyOf(keys);
  }

  /// Pages that were read.
  ///
  /// @param fraction of the table's pages, above 0; 1 is all of them
  /// @param filled pages that hold rows
  /// @param rows on those pages
  public record Pages(double fraction, long filled, long rows) {}

  /// @param bytes of all, with their alignment in an index
  public record Tuples(long rows, double bytes) {
    static final Tuples NONE = new Tuples(0, 0);

    public double meanBytes() {
      return rows == 0 ? 0 : bytes / rows;
    }
  }

  /// Class of keys with about the same frequency.
  ///
  /// @param seen pages on which each was seen, or rows where all were read; a power of two from 16
  ///     on
  /// @param values different keys
  /// @param rows of all of them
  /// @param pages pairs of a key and a page with it
  /// @param bytes of a tuple per row, aligned
  public record KeyClass(long seen, long values, long rows, long pages, double bytes) {}

  public boolean isWhole() {
    return pages.fraction == 1;
  }

  /// Visible rows of the whole table, without dead ones.
  public long liveRows() {
    return Math.round(pages.rows / pages.fraction);
  }
}
