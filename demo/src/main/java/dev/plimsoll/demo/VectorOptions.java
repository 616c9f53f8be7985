package dev.plimsoll.demo;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.demo.vectors.DemoVectors;

/// Options of a run with vectors.
///
/// @param rows of the table, 1,000 to 1,000,000: more do not fit in the service's memory
record VectorOptions(long rows, long seed) {
  static final long LEAST_ROWS = 1_000;
  static final long MOST_ROWS = 1_000_000;
  static final long USUAL_ROWS = 100_000;

  VectorOptions {
    if (rows < LEAST_ROWS || rows > MOST_ROWS) {
      throw new IllegalArgumentException(
          "the rows are %s to %s, not %s"
              .formatted(Amounts.count(LEAST_ROWS), Amounts.count(MOST_ROWS), Amounts.count(rows)));
    }
  }

  DemoVectors table() {
    return new DemoVectors(rows, seed);
  }

  /// Estimated bytes on the data folder's volume: 512 MiB, and for each row its vector twice, with
  /// WAL, keys and an index.
  long requiredBytes() {
    return (512L << 20) + rows * 16 * DemoVectors.DIMENSIONS * 2;
  }
}
