package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import org.jspecify.annotations.Nullable;

/// `PATCH /api/v1/builds/{id}` of the planner, for a build that waits.
///
/// @param priority higher goes first, whatever the strategy says; 0 by default
/// @param paused true keeps it from being sent
public record BuildPatch(
    @Nullable @Within(Bound.PRIORITY) Integer priority, @Nullable Boolean paused) {}
