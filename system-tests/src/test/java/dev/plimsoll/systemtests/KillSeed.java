package dev.plimsoll.systemtests;

/// What tells one run of random kills from another: printed, so that a run can be had again.
final class KillSeed {
  private static final String PROPERTY = "plimsoll.kill.seed";
  private static final String BLOWS = "plimsoll.kill.blows";

  private KillSeed() {}

  /// That of `-Dplimsoll.kill.seed=N`, else any. It repeats who is killed in which order and after
  /// which pauses; what the parts do meanwhile is theirs.
  static long choose() {
    long seed = Long.getLong(PROPERTY, System.nanoTime() % 1_000_000);
    System.out.println("seed " + seed);
    return seed;
  }

  /// How many: that of `-Dplimsoll.kill.blows=N`, else what a build has time for.
  static int blows(int few) {
    return Integer.getInteger(BLOWS, few);
  }
}
