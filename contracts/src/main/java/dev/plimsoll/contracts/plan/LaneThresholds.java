package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.build.Lane;

/// Thresholds of lanes, as shares of the load line. The largest share that a build takes of memory,
/// temporary bytes or disk decides.
///
/// @param large lower bound of the large lane; above 0, at most 1
/// @param medium lower bound of the medium lane
public record LaneThresholds(
    @Within(Bound.SHARE) double large, @Within(Bound.SHARE) double medium) {
  public static final LaneThresholds DEFAULT = new LaneThresholds(0.5, 0.125);

  public LaneThresholds {
    if (!(medium > 0 && medium <= large && large <= 1)) {
      throw new IllegalArgumentException("lane thresholds must be 0 < medium <= large <= 1");
    }
  }

  public Lane lane(double share) {
    return share > large ? Lane.LARGE : share > medium ? Lane.MEDIUM : Lane.SMALL;
  }
}
