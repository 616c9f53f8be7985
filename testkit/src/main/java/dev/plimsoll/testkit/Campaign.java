package dev.plimsoll.testkit;

/// Length and seed of tests that strike at random: short in every build, long in `./plimsoll test
/// --campaigns`.
///
/// | property | what it says |
/// |---|---|
/// | `plimsoll.campaigns` | `true`: the long forms |
/// | `plimsoll.campaign.rounds` | how many rounds (kills, strikes, batches) whatever the form |
/// | `plimsoll.campaign.seed` | repeats a run: what is struck, in which order, after which pauses |
public final class Campaign {
  private Campaign() {}

  /// That of the property, else any; printed, so that a run can be had again.
  public static long seed() {
    long seed = Long.getLong("plimsoll.campaign.seed", System.nanoTime() % 1_000_000);
    System.out.println("seed " + seed);
    return seed;
  }

  /// How many rounds.
  ///
  /// @param inBuild what every build has time for
  /// @param inCampaign what the long form wants
  public static int rounds(int inBuild, int inCampaign) {
    return Integer.getInteger("plimsoll.campaign.rounds", isLong() ? inCampaign : inBuild);
  }

  /// Whether the long forms were asked for.
  public static boolean isLong() {
    return Boolean.getBoolean("plimsoll.campaigns");
  }
}
