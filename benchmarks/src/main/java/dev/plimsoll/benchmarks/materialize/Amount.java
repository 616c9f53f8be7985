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

  private static final int PACED_SECONDS = 10;
  private static final int QUICK_PACED_SECONDS = 3;

  long events(Scenario scenario, boolean inAHurry) {
    if (scenario.paced()) {
      return (long) Scenario.PACE * pacedSeconds(inAHurry);
    }
    return inAHurry ? quick : full;
  }

  /// Of a run at a given pace.
  static int pacedSeconds(boolean inAHurry) {
    return inAHurry ? QUICK_PACED_SECONDS : PACED_SECONDS;
  }
}
