package dev.plimsoll.demo;

import dev.plimsoll.cli.local.ServiceName;
import org.jspecify.annotations.Nullable;

/// What a run was asked for.
///
/// @param scale TPC-H's scale factor, 0.001 to 100
/// @param kill the service that gets SIGKILL in the middle; null for none
public record DemoOptions(double scale, long seed, @Nullable ServiceName kill) {
  static final double LEAST_SCALE = 0.001;
  static final double MOST_SCALE = 100;

  private static final long MIB = 1L << 20;
  // Source, target with its indexes, Parquet, WAL and sorts, at scale 1.
  private static final long BYTES_AT_SCALE_ONE = 8_192 * MIB;
  private static final long BYTES_ANYWAY = 512 * MIB;

  public DemoOptions {
    if (!(scale >= LEAST_SCALE && scale <= MOST_SCALE)) {
      throw new IllegalArgumentException(
          "the scale is %s to %s, not %s".formatted(LEAST_SCALE, MOST_SCALE, scale));
    }
  }

  /// What the run takes of its data folder's volume, about.
  long requiredBytes() {
    return BYTES_ANYWAY + Math.round(BYTES_AT_SCALE_ONE * scale);
  }
}
