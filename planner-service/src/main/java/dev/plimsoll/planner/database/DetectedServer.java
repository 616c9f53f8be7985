package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.postgres.catalog.ServerFacts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What could be read when a database was registered, and what follows from it. Pure.
///
/// @param diskFree on the volume of its data, bytes; null where nobody can tell
/// @param systemIdentifier which tells servers apart; null where the role may not read it
public record DetectedServer(
    ServerFacts server, @Nullable Long diskFree, @Nullable String systemIdentifier) {

  /// The load line with its workers: as they were given, else as many as the server has, within the
  /// cores or what the preset has.
  ///
  /// @param asked as it was given; null where a preset or the planner's own is meant
  /// @param otherwise the preset's, or the planner's own
  Capacity capacity(@Nullable Capacity asked, Capacity otherwise) {
    if (asked != null && isGiven(asked)) {
      return asked;
    }
    Capacity base = asked == null ? otherwise : asked;
    int workers = asked == null ? otherwise.parallelWorkers() : asked.cores();
    return base.with(Math.min(workers, server.workerPool()), base.diskBytes());
  }

  private static boolean isGiven(Capacity asked) {
    return asked.parallelWorkers() != Capacity.SERVERS_WORKERS;
  }

  ServerView view(@Nullable Capacity asked, Instant seenAt) {
    return new ServerView(
        server.version(),
        server.maxParallelMaintenanceWorkers(),
        server.maxParallelWorkers(),
        server.maxWorkerProcesses(),
        server.sharedBuffersBytes(),
        server.effectiveCacheSizeBytes(),
        server.maintenanceWorkMemBytes(),
        diskFree == null ? -1 : diskFree,
        asked == null || !isGiven(asked),
        seenAt,
        List.of());
  }
}
