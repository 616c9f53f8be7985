package dev.plimsoll.testkit;

/// Length and seed of random tests: short in every build, long in `./plimsoll test --campaigns`.
///
/// | property | meaning |
/// |---|---|
/// | `plimsoll.campaigns` | `true`: the long forms |
/// | `plimsoll.campaign.rounds` | number of rounds (kills, strikes, batches) in either form |
/// | `plimsoll.campaign.seed` | repeats a run: its victims, their order and the pauses |
public final class Campaign {
  private Campaign() {}

  /// Seed of the property, else any; printed, so that a run can be repeated.
  public static long seed() {
    long seed = Long.getLong("plimsoll.campaign.seed", System.nanoTime() % 1_000_000);
    System.out.println("seed " + seed);
    return seed;
  }

  /// Rounds of the short or the long form, unless the property is set.
  public static int rounds(int inBuild, int inCampaign) {
    return Integer.getInteger("plimsoll.campaign.rounds", isLong() ? inCampaign : inBuild);
  }

  public static boolean isLong() {
    return Boolean.getBoolean("plimsoll.campaigns");
  }
}
