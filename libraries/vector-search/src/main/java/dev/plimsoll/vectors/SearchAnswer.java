package dev.plimsoll.vectors;

import dev.plimsoll.vectors.plan.SearchPlan;
import dev.plimsoll.vectors.search.Neighbor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was found.
///
/// @param rows in the order of distance and key, at most as many as were asked for
/// @param plan as it was carried out
/// @param elapsed with the wait for sessions
/// @param asOf when a copy in memory was read; null for rows as they are
public record SearchAnswer(
    List<Neighbor> rows, SearchPlan plan, Duration elapsed, @Nullable Instant asOf) {
  public SearchAnswer {
    rows = List.copyOf(rows);
  }
}
