package dev.plimsoll.planner.server;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.ServerView;
import dev.plimsoll.postgres.catalog.ServerFacts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Server facts read at registration, and what follows from them. Pure.
///
/// @param diskFree bytes on the data volume; null where unknown
/// @param systemIdentifier distinguishes servers; null where the role may not read it
public record DetectedServer(
    ServerFacts server, @Nullable Long diskFree, @Nullable String systemIdentifier) {

  /// Load line with its workers: as given, else as many as the server has, within the cores or the
  /// preset's workers.
  ///
  /// @param asked null for a preset or the planner's default
  /// @param otherwise the preset, or the planner's default
  public Capacity capacity(@Nullable Capacity asked, Capacity otherwise) {
    if (asked != null && isGiven(asked)) {
      return asked;
    }
    Capacity base = asked == null ? otherwise : asked;
    int workers = asked == null ? otherwise.parallelWorkers() : asked.cores();
    return base.with(Math.min(workers, server.workers().pool()), base.diskBytes());
  }

  private static boolean isGiven(Capacity asked) {
    return asked.parallelWorkers() != Capacity.SERVERS_WORKERS;
  }

  public ServerView view(@Nullable Capacity asked, Instant seenAt) {
    return new ServerView(
        server.version(),
        new ServerView.WorkerSettings(
            server.workers().maxParallelMaintenanceWorkers(),
            server.workers().maxParallelWorkers(),
            server.workers().maxWorkerProcesses(),
            asked == null || !isGiven(asked)),
        new ServerView.MemorySettings(
            server.memory().sharedBuffersBytes(),
            server.memory().effectiveCacheSizeBytes(),
            server.memory().maintenanceWorkMemBytes()),
        diskFree == null ? -1 : diskFree,
        seenAt,
        List.of());
  }
}
