package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planner.database.LoadLine;
import dev.plimsoll.planning.sizing.Sizes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Why a build does not move, in a sentence: its own pause, our rules, the load line, or whoever
/// blocks it in the database.
///
/// @param lines by database
/// @param freeBerths by lane
/// @param busyTables with a build in flight, by database
public record WaitingReason(
    Instant now,
    Map<String, LoadLine> lines,
    Map<Lane, Integer> freeBerths,
    Map<String, Set<QualifiedName>> busyTables) {

  @Nullable String of(BuildEntity build) {
    return switch (build.current().state()) {
      case SUCCEEDED, FAILED, CANCELLED -> null;
      case DISPATCHED -> "for a builder to take it";
      case RUNNING -> build.blocker();
      case PLANNED -> ofPlanned(build);
    };
  }

  private @Nullable String ofPlanned(BuildEntity build) {
    if (build.notBefore().isAfter(now)) {
      long seconds = Duration.between(now, build.notBefore()).toSeconds() + 1;
      return "the next attempt in " + seconds + " s, after: " + build.lastError();
    }
    PlannedBuild planned = build.planned();
    if (busyTables.getOrDefault(build.database(), Set.of()).contains(planned.table())) {
      return "another build of this table, since two at once would deadlock";
    }
    LoadLine line = lines.get(build.database());
    if (line != null) {
      String limit = limit(build, planned, line);
      if (limit != null) {
        return limit;
      }
    }
    return freeBerths.getOrDefault(planned.lane(), 0) == 0
        ? "a free berth in lane " + planned.lane().value()
        : "its turn";
  }

  private static @Nullable String limit(BuildEntity build, PlannedBuild planned, LoadLine line) {
    if (planned.maintenanceWorkMemBytes() > line.freeMemoryBytes()) {
      return beyond("memory", planned.maintenanceWorkMemBytes(), line.freeMemoryBytes());
    }
    if (planned.temporaryBytes() > line.freeTemporaryBytes()) {
      return beyond("temporary disk", planned.temporaryBytes(), line.freeTemporaryBytes());
    }
    if (planned.indexBytes() > line.freeDiskBytes()) {
      return beyond("disk", planned.indexBytes(), line.freeDiskBytes());
    }
    if (planned.parallelWorkers() > line.freeParallelWorkers()) {
      return "parallel workers: needs "
          + planned.parallelWorkers()
          + ", free "
          + line.freeParallelWorkers();
    }
    return build.milliCores() > line.freeMilliCores() ? "a free core" : null;
  }

  private static String beyond(String what, long needs, long free) {
    return what + ": needs " + Sizes.bytes(needs) + ", free " + Sizes.bytes(Math.max(0, free));
  }

  /// The view of a build at this moment.
  public BuildView view(BuildEntity build) {
    return build.view(now, of(build));
  }
}
