package dev.plimsoll.benchmarks.materialize;

/// How much of it: a run takes a second or two of a quick look, some seconds of a real one.
///
/// @param slow events of those that rewrite their rows or go one by one
/// @param fast events of the others
/// @param pacedSeconds of a run at a given pace
record Amount(long slow, long fast, int pacedSeconds) {
  static Amount of(boolean quick) {
    return quick ? new Amount(10_000, 40_000, 3) : new Amount(100_000, 600_000, 20);
  }

  long events(Scenario scenario, Way way) {
    if (scenario.paced()) {
      return (long) Scenario.PACE * pacedSeconds;
    }
    return way.fast() ? fast : slow;
  }
}
