package dev.plimsoll.demo;

import dev.plimsoll.cli.local.ServiceName;
import org.jspecify.annotations.Nullable;

/// Options of a run.
///
/// @param scale TPC-H's scale factor, 0.001 to 100
/// @param kill service that gets SIGKILL in the middle; null for none
public record DemoOptions(double scale, long seed, @Nullable ServiceName kill) {
  static final double LEAST_SCALE = 0.001;
  static final double MOST_SCALE = 100;

  public DemoOptions {
    if (!(scale >= LEAST_SCALE && scale <= MOST_SCALE)) {
      throw new IllegalArgumentException(
          "the scale is %s to %s, not %s".formatted(LEAST_SCALE, MOST_SCALE, scale));
    }
  }

  /// Estimated bytes on the data folder's volume: 512 MiB, and 8 GiB at scale 1 for source, target
  /// with indexes, Parquet, WAL and sorts.
  long requiredBytes() {
    return (512L << 20) + Math.round((8L << 30) * scale);
  }
}
