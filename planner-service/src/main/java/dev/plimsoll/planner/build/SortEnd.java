package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;
import java.util.List;

/// Whether an event tells that scan and sort are behind a build: its parallel workers have left by
/// then.
///
/// Source: `nbtsort.c`, whose workers end with the sort, and the phases of
/// `pg_stat_progress_create_index`. An access method that names no phases keeps its workers until
/// its end.
final class SortEnd {
  private static final List<String> BEHIND =
      List.of(
          "loading tuples",
          "waiting for writers before validation",
          "index validation",
          "waiting for old snapshots");

  private SortEnd() {}

  static boolean in(BuildEvent event) {
    return event instanceof BuildEvent.Progressed progressed
        && BEHIND.stream().anyMatch(progressed.phase()::contains);
  }
}
