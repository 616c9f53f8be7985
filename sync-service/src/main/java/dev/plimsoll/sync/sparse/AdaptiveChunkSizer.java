package dev.plimsoll.sync.sparse;

/// Width of windows by the efficiency of the last one: tenfold below 5 %, threefold below 20 %,
/// each with a cap.
///
/// @param baseSize ids in a window of a dense region; 1 or more
public record AdaptiveChunkSizer(long baseSize, SparseConfig.AdaptiveScaling scaling) {
  public static final long DEFAULT_BASE_SIZE = 50_000;

  private static final double EXTREMELY_SPARSE = 0.05;
  private static final double MODERATELY_SPARSE = 0.20;
  private static final int MODERATE_FACTOR = 3;
  private static final long MODERATE_CAP = 150_000;

  public AdaptiveChunkSizer {
    if (baseSize < 1) {
      throw new IllegalArgumentException("a window of " + baseSize + " ids");
    }
  }

  /// @param efficiency rows per id in the last window
  /// @return ids in the next window; at least the base
  public long nextChunkSize(double efficiency) {
    if (!scaling.enabled() || efficiency >= MODERATELY_SPARSE) {
      return baseSize;
    }
    return efficiency < EXTREMELY_SPARSE
        ? scaled(scaling.maxScaleFactor(), scaling.maxChunkSize())
        : scaled(
            Math.min(MODERATE_FACTOR, scaling.maxScaleFactor()),
            Math.min(MODERATE_CAP, scaling.maxChunkSize()));
  }

  // A cap below the base must not narrow windows where rows get rarer.
  private long scaled(int factor, long cap) {
    long wanted = baseSize > cap / factor ? cap : baseSize * factor;
    return Math.max(baseSize, wanted);
  }
}
