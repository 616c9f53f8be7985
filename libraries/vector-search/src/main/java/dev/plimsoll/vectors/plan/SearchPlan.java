package dev.plimsoll.vectors.plan;

import dev.plimsoll.contracts.search.SearchMethod;

/// The way of a search.
///
/// @param workers sessions or threads at a time, 1 or more
/// @param ranges that they share at first, 1 or more
/// @param reason for method and workers, a sentence
public record SearchPlan(SearchMethod method, int workers, int ranges, String reason) {}
