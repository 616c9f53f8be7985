package dev.plimsoll.planning.sizing;

/// Keys of an index that are about equally frequent.
///
/// @param values different keys, at least 1 where there are rows
/// @param tupleBytes of a row's tuple, aligned, on average
/// @param scattered whether rows vary by chance; else each key has about as many
record Stratum(double rows, double values, double tupleBytes, boolean scattered) {
  static Stratum unique(double rows, double tupleBytes) {
    return new Stratum(rows, rows, tupleBytes, false);
  }

  /// Rows of a key, at least 1.
  double duplicates() {
    return values <= 0 ? 1 : Math.max(1, rows / values);
  }

  Stratum withValues(double others) {
    return new Stratum(
        rows, Math.clamp(others, Math.min(1, rows), Math.max(1, rows)), tupleBytes, scattered);
  }

  Stratum times(double factor) {
    return new Stratum(rows * factor, values * factor, tupleBytes, scattered);
  }
}
