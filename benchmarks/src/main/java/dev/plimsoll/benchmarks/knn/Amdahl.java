package dev.plimsoll.benchmarks.knn;

/// Amdahl's law, by what one and several workers took on this machine: a part that is serial, and
/// one that workers share.
///
/// @param serialMillis 0 or more
/// @param sharedMillis of one worker
record Amdahl(double serialMillis, double sharedMillis) {
  /// @param aloneMillis of one worker
  /// @param workers 2 or more
  /// @param togetherMillis of these
  static Amdahl of(double aloneMillis, int workers, double togetherMillis) {
    if (workers < 2) {
      throw new IllegalArgumentException("nothing is shared by " + workers);
    }
    double shared = (aloneMillis - togetherMillis) * workers / (workers - 1);
    // Noise may find more than all of it, or less than nothing, to be shared.
    double bounded = Math.clamp(shared, 0, aloneMillis);
    return new Amdahl(aloneMillis - bounded, bounded);
  }

  double millis(int workers) {
    return serialMillis + sharedMillis / workers;
  }

  double speedup(int workers) {
    return millis(1) / millis(workers);
  }

  double serialShare() {
    return serialMillis / millis(1);
  }
}
