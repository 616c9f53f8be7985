package dev.plimsoll.cli.demo;

import org.jspecify.annotations.Nullable;

/// What a run was asked for.
///
/// @param scale TPC-H's scale factor, 0.001 to 100
/// @param kill the service that gets SIGKILL in the middle; null for none
public record DemoOptions(double scale, long seed, @Nullable Service kill) {
  static final double LEAST_SCALE = 0.001;
  static final double MOST_SCALE = 100;

  public DemoOptions {
    if (!(scale >= LEAST_SCALE && scale <= MOST_SCALE)) {
      throw new IllegalArgumentException(
          "the scale is %s to %s, not %s".formatted(LEAST_SCALE, MOST_SCALE, scale));
    }
  }
}
