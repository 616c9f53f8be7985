package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.build.IndexDefinition;
import java.util.List;

/// A sample of what an index would hold, from some pages of its table.
///
/// @param fraction of the table's pages that were read, above 0; 1 is all of them
/// @param pages that were read and hold rows
/// @param rows that those pages hold
/// @param matching of them, rows that the predicate lets in
/// @param variation among the pages of the matching rows that each holds: the standard deviation as
///     a share of the mean
/// @param full tuples of rows without NULL among them; of GIN, of one element each
/// @param holed tuples of rows with NULL in the index
/// @param storedOnce B-tree keeps equal keys once, with a list of their rows
/// @param keys equal ones counted together, by how often they were seen; empty where they do not
///     matter
public record IndexSample(
    IndexDefinition definition,
    double fraction,
    long pages,
    long rows,
    long matching,
    double variation,
    Tuples full,
    Tuples holed,
    boolean storedOnce,
    List<KeyClass> keys) {

  public IndexSample {
    keys = List.copyOf(keys);
  }

  /// @param bytes of all of them, each aligned as it stands in an index
  public record Tuples(long rows, double bytes) {
    static final Tuples NONE = new Tuples(0, 0);

    public double meanBytes() {
      return rows == 0 ? 0 : bytes / rows;
    }
  }

  /// Keys that were seen about equally often.
  ///
  /// @param seen on so many pages each, or in so many rows where all were read; a power of two from
  ///     16 on
  /// @param values different keys
  /// @param rows of all of them
  /// @param pages pairs of a key and a page that holds it
  /// @param bytes of a tuple each row, aligned
  public record KeyClass(long seen, long values, long rows, long pages, double bytes) {}

  public boolean isWhole() {
    return fraction == 1;
  }

  /// Rows of the whole table that a transaction sees now, dead ones left out.
  public long liveRows() {
    return Math.round(rows / fraction);
  }
}
