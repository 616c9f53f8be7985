package dev.plimsoll.benchmarks.materialize;

/// How many events the closed loop of somebody has: so many that it takes two seconds or three, of
/// which begin and end are a small part; what takes less is repeated. A fraction of one in a quick
/// look.
record Amount(long full, long quick) {
  /// Of those that rewrite their rows.
  static final Amount SLOW = new Amount(100_000, 10_000);

  /// Of those that go one by one.
  static final Amount SLOWEST = new Amount(15_000, 5_000);

  /// Of those that wait for their offsets.
  static final Amount FAST = new Amount(200_000, 40_000);

  static final Amount FASTEST = new Amount(600_000, 40_000);

  long events(boolean inAHurry) {
    return inAHurry ? quick : full;
  }
}
