package dev.plimsoll.periodic;

import org.jspecify.annotations.Nullable;

/// The log entries of failures: the first, the tenth, the hundredth, and the stack only of what
/// looks like a defect.
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

  /// The first line: PostgreSQL puts rows into DETAIL, which is another one.
  static String reason(Throwable failure) {
    return failure.toString().lines().findFirst().orElse("");
  }

  /// What Java itself throws at a mistake, and every error; null for what services say to each
  /// other. One with a cause may carry what a database says, and so a row.
  static @Nullable Throwable trace(Throwable failure) {
    boolean ofJava = failure.getClass().getModule() == Object.class.getModule();
    return failure.getCause() == null
            && (failure instanceof Error || (failure instanceof RuntimeException && ofJava))
        ? failure
        : null;
  }
}
