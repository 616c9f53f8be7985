package dev.plimsoll.queue.resource;

import java.time.Duration;

/// What a job takes of its worker while it runs.
///
/// @param millicores thousandths of a core, 0 to 10⁹
/// @param memoryBytes 0 to 2⁵⁰
/// @param gpus 0 to 1,000
/// @param diskBytes temporary files, 0 to 2⁵⁰
/// @param runtime an estimate, in whole seconds, 0 to 366 days: of order, and of who has time
///     for it
public record Needs(int millicores, long memoryBytes, int gpus, long diskBytes, Duration runtime) {
  private static final int MOST_MILLICORES = 1_000_000_000;
  private static final long MOST_BYTES = 1L << 50;
  private static final int MOST_GPUS = 1_000;
  private static final Duration LONGEST = Duration.ofDays(366);

  /// Steps of a power of two in [#rounded].
  private static final int STEPS = 8;

  // Below the limits, which it is checked against.
  public static final Needs NOTHING = new Needs(0, 0, 0, 0, Duration.ZERO);

  /// @throws IllegalArgumentException for a number out of its range
  public Needs {
    requireBetween("millicores", millicores, MOST_MILLICORES);
    requireBetween("memory", memoryBytes, MOST_BYTES);
    requireBetween("gpus", gpus, MOST_GPUS);
    requireBetween("disk", diskBytes, MOST_BYTES);
    requireBetween("runtime", runtime.toSeconds(), LONGEST.toSeconds());
    runtime = Duration.ofSeconds(runtime.toSeconds());
  }

  /// One core, and so much memory and time.
  public static Needs oneCore(long memoryBytes, Duration runtime) {
    return new Needs(1_000, memoryBytes, 0, 0, runtime);
  }

  /// As much or up to an eighth more of memory, disk and time, so that there are few different
  /// needs. Powers of two and their eighths stay as they are.
  public Needs rounded() {
    return new Needs(
        millicores,
        Math.min(MOST_BYTES, up(memoryBytes)),
        gpus,
        Math.min(MOST_BYTES, up(diskBytes)),
        Duration.ofSeconds(Math.min(LONGEST.toSeconds(), up(runtime.toSeconds()))));
  }

  private static long up(long number) {
    if (number < STEPS) {
      return number;
    }
    long step = Math.max(1, Long.highestOneBit(number) / STEPS);
    return Math.ceilDiv(number, step) * step;
  }

  private static void requireBetween(String what, long number, long most) {
    if (number < 0 || number > most) {
      throw new IllegalArgumentException(
          "%s must be from 0 to %,d, and is %,d".formatted(what, most, number));
    }
  }
}
