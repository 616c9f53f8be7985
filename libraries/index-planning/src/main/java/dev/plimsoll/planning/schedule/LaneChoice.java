package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planning.sizing.BuildOption;

/// The lane of a build, by the largest share of the load line that it takes: of memory, temporary
/// disk or data disk. Workers do not count: they are few, so a single one would often be half of
/// them. The ledger limits them.
public final class LaneChoice {
  private LaneChoice() {}

  public static double share(Capacity capacity, long indexBytes, BuildOption option) {
    double memory = (double) option.memoryBytes() / capacity.memoryBytes();
    double temporary = (double) option.temporaryBytes() / capacity.temporaryBytes();
    double disk = (double) indexBytes / capacity.diskBytes();
    return Math.max(memory, Math.max(temporary, disk));
  }

  public static Lane of(double share, LaneThresholds thresholds) {
    if (share > thresholds.large()) {
      return Lane.LARGE;
    }
    return share > thresholds.medium() ? Lane.MEDIUM : Lane.SMALL;
  }
}
