package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import org.jspecify.annotations.Nullable;

/// `PATCH /api/v1/lanes/{lane}` of the planner.
///
/// @param slots no fewer than before
public record LanePatch(@Nullable @Within(Bound.LANE_SLOTS) Integer slots) {}
