package dev.plimsoll.benchmarks.materialize;

/// How many events a run of somebody has, so that it takes some seconds, of which its begin and its
/// end are a small part; a second or so of a quick look.
record Amount(long full, long quick) {
  /// Of those that rewrite their rows.
  static final Amount SLOW = new Amount(100_000, 10_000);

  /// Of those that go one by one.
  static final Amount SLOWEST = new Amount(50_000, 10_000);

  /// Of those that wait for their offsets.
  static final Amount FAST = new Amount(200_000, 40_000);

  static final Amount FASTEST = new Amount(1_800_000, 40_000);

  long events(boolean inAHurry) {
    return inAHurry ? quick : full;
  }
}
