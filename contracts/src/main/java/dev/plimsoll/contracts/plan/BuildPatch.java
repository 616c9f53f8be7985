package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import org.jspecify.annotations.Nullable;

/// `PATCH /api/v1/builds/{id}` of the planner, for a waiting build.
///
/// @param priority higher goes first, whatever the strategy says; 0 by default
public record BuildPatch(@Nullable @Within(Bound.PRIORITY) Integer priority) {}
