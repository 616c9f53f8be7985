package dev.plimsoll.vectors.memory;

import dev.plimsoll.contracts.search.Distance;

/// Vectors of one length by the numbers of their rows.
sealed interface VectorRows permits FloatRows, BitRows {
  int rows();

  int dimensions();

  /// About so many bytes of memory, taken in chunks.
  long bytes();

  /// Bytes that each row needs at least.
  long rowBytes();

  /// A search among them.
  ///
  /// @param query in the column's text form
  Query query(Distance distance, String query);

  /// One searched vector beside those of the rows.
  interface Query {
    /// The smaller, the nearer: what says who can be among the nearest. See [#error].
    float score(int row);

    /// The distance itself, by which the nearest are ordered.
    double distance(int row);

    ScoreError error();

    /// Whether scores say nothing, so that every row's distance has to be computed.
    boolean isBeyondScores();
  }
}
