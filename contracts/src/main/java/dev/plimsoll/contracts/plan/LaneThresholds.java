package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.build.Lane;

/// Thresholds of lanes, as shares of the load line: the largest share that it takes of any one
/// limit (memory, temporary bytes, disk) decides.
///
/// @param large more than this share goes to the large lane; above 0, at most 1
/// @param medium more than this share, up to `large`, goes to the medium lane; the rest is small
public record LaneThresholds(
    @Within(Bound.SHARE) double large, @Within(Bound.SHARE) double medium) {
  public static final LaneThresholds DEFAULT = new LaneThresholds(0.5, 0.125);

  public LaneThresholds {
    if (!(medium > 0 && medium <= large && large <= 1)) {
      throw new IllegalArgumentException("lane thresholds must be 0 < medium <= large <= 1");
    }
  }

  /// The lane of a build that takes this share of the load line.
  public Lane lane(double share) {
    return share > large ? Lane.LARGE : share > medium ? Lane.MEDIUM : Lane.SMALL;
  }
}
