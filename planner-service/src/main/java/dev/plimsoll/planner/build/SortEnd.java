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
  private static final String OWN_SESSION = ", plimsoll/";
  private static final String LAST_WAIT = "waiting for old snapshots";
  private static final List<String> BEHIND =
      List.of(
          "loading tuples", "waiting for writers before validation", "index validation", LAST_WAIT);

  private SortEnd() {}

  /// Whether it waits for transactions that began before its index was valid: the last wait of a
  /// CREATE INDEX CONCURRENTLY, in which no process of it is at work. Builds that wait for each
  /// other do so for moments.
  static boolean isAsleep(BuildEvent event) {
    return event instanceof BuildEvent.Progressed progressed
        && progressed.blocker() != null
        && !progressed.blocker().contains(OWN_SESSION)
        && progressed.phase().equals(LAST_WAIT);
  }

  static boolean in(BuildEvent event) {
    return event instanceof BuildEvent.Progressed progressed
        && BEHIND.stream().anyMatch(progressed.phase()::contains);
  }
}
