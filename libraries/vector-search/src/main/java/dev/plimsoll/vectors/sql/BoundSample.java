package dev.plimsoll.vectors.sql;

import dev.plimsoll.vectors.table.VectorTable;
import dev.plimsoll.vectors.table.VectorTable.Extent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/// How much of a table to read first, to learn how near a row has to be.
///
/// What is farther than the k-th nearest row of a sample is not among the k nearest of all. It is
/// left out before the sort, which copies each row that it is given. A sample of `s` rows out of
/// `n` lets about `n k / s` through, whose distance is computed twice; together that is least at
/// `s = sqrt(n k)`.
final class BoundSample {
  // Measured with pgvector 0.8.0, 3 to 1536 dimensions, vectors and half vectors: what the sort
  // takes for each row, and what reading it and its distance take by its bytes.
  private static final double COPY_NANOS = 45;
  private static final double ROW_NANOS = 100;
  private static final double BYTE_NANOS = 0.5;
  private static final int PAGE_BYTES = 8_192;

  // What it saves has to be clearly more than what it costs.
  private static final double MARGIN = 1.5;

  private BoundSample() {}

  /// Per cent of the table's pages; empty where a sample is not worth it, or not possible.
  ///
  /// Rounded, since it stands in the statement's text, which is prepared anew where it changes.
  ///
  /// @param neighbors 1 or more
  static Optional<BigDecimal> percent(VectorTable table, int neighbors) {
    Extent extent = table.extent();
    if (!table.column().kind().needsExtension() || extent.indivisible() != null) {
      return Optional.empty();
    }
    double rows = Math.max(1, extent.rows());
    double rowNanos = ROW_NANOS + BYTE_NANOS * extent.pages() * PAGE_BYTES / rows;
    double cost = 2 * Math.sqrt(rows * neighbors) * rowNanos;
    if (rows * COPY_NANOS < MARGIN * cost) {
      return Optional.empty();
    }
    double percent = 100 * Math.sqrt(neighbors / rows);
    return Optional.of(new BigDecimal(percent).round(new MathContext(1, RoundingMode.UP)));
  }
}
