package dev.plimsoll.periodic;

import org.jspecify.annotations.Nullable;

/// Log rules for failures: the first, tenth and hundredth, with a stack trace only for likely
/// defects.
final class WorkFailure {
  private static final int TEN = 10;

  private WorkFailure() {}

  static boolean isSaid(int times) {
    int power = times;
    while (power % TEN == 0) {
      power /= TEN;
    }
    return power == 1;
  }

  /// First line only: PostgreSQL's DETAIL, which may hold rows, is on another.
  static String reason(Throwable failure) {
    return failure.toString().lines().findFirst().orElse("");
  }

  /// Exceptions of Java itself, and errors; null for those that services raise. A cause may hold a
  /// database's message, and so a row.
  static @Nullable Throwable trace(Throwable failure) {
    boolean ofJava = failure.getClass().getModule() == Object.class.getModule();
    return failure.getCause() == null
            && (failure instanceof Error || (failure instanceof RuntimeException && ofJava))
        ? failure
        : null;
  }
}
