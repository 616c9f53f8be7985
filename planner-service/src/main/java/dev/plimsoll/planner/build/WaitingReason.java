package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.BuildView.State;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planner.loadline.LoadLineEntity;
import dev.plimsoll.planner.loadline.Resources;
import dev.plimsoll.planning.sizing.SizeText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reason why a build waits, in one sentence: a pause, a person, a rule, the load line, or a
/// blocker in the database. Pure.
///
/// @param lines by database
/// @param freeSlots by lane
/// @param inFlight by database
/// @param plans who paused each paused plan
/// @param databases hold of each database, in a sentence
/// @param needed builds that waiting ones need, by id
/// @param lacking missing partition builds, by the whole's id
/// @param priorities highest priority ready to be sent, by database
public record WaitingReason(
    Instant now,
    Map<String, LoadLineEntity> lines,
    Map<Lane, Integer> freeSlots,
    Map<String, List<InFlight>> inFlight,
    Map<UUID, String> plans,
    Map<String, String> databases,
    Map<UUID, Needed> needed,
    Map<UUID, List<MissingPartitionIndexes.Missing>> lacking,
    Map<String, Integer> priorities) {

  /// @param alone no other build of the database may run meanwhile
  public record InFlight(UUID id, String database, QualifiedName table, boolean alone) {}

  public record Needed(State state, String name, QualifiedName table) {
    private String words() {
      return "the build of " + name + " on " + table;
    }
  }

  @Nullable String of(BuildEntity build) {
    return switch (build.current().state()) {
      case SUCCEEDED, FAILED, CANCELLED -> null;
      case DISPATCHED ->
          build.cancelAskedBy() == null
              ? "for a builder to take it"
              : "for a builder to cancel it, as " + build.cancelAskedBy() + " asked";
      case RUNNING ->
          build.cancelAskedBy() == null
              ? build.blocker()
              : "for its builder to stop it, as " + build.cancelAskedBy() + " asked";
      case PLANNED -> ofPlanned(build);
    };
  }

  private String ofPlanned(BuildEntity build) {
    PlannedBuild planned = build.planned();
    String reason = byPerson(build);
    if (reason == null) {
      reason = byDependency(build);
    }
    if (reason == null && build.notBefore().isAfter(now)) {
      long seconds = Duration.between(now, build.notBefore()).toSeconds() + 1;
      reason = "the next attempt in " + seconds + " s, after: " + build.lastError();
    }
    if (reason == null) {
      reason = databases.get(build.database());
    }
    if (reason == null) {
      reason = byNeighbour(build, planned);
    }
    LoadLineEntity line = lines.get(build.database());
    if (reason == null && line != null) {
      reason = limit(build.charge(), line);
    }
    if (reason != null) {
      return reason;
    }
    int priority = priorities.getOrDefault(build.database(), build.priority());
    if (priority > build.priority()) {
      return "builds of priority " + priority + " go first, it has " + build.priority();
    }
    Lane lane = planned.allocation().lane();
    return freeSlots.getOrDefault(lane, 0) == 0
        ? "a free slot in lane " + lane.value()
        : "its turn";
  }

  private @Nullable String byPerson(BuildEntity build) {
    if (build.pausedBy() != null) {
      return "it is paused by " + build.pausedBy();
    }
    String planPausedBy = plans.get(build.planId());
    return planPausedBy == null ? null : "its plan is paused by " + planPausedBy;
  }

  private @Nullable String byDependency(BuildEntity build) {
    List<Needed> open =
        build.blockedBy().stream()
            .map(needed::get)
            .filter(other -> other != null && other.state() != State.SUCCEEDED)
            .toList();
    for (Needed other : open) {
      if (other.state() == State.FAILED) {
        return other.words() + ", which it needs, has failed: mend and retry that one";
      }
      if (other.state() == State.CANCELLED) {
        return other.words() + ", which it needs, was cancelled: retry that one";
      }
    }
    return switch (open.size()) {
      case 0 -> null;
      case 1 -> open.getFirst().words() + ", which it needs";
      default ->
          "%d builds that it needs, among them %s on %s"
              .formatted(open.size(), open.getFirst().name(), open.getFirst().table());
    };
  }

  private @Nullable String byNeighbour(BuildEntity build, PlannedBuild planned) {
    // It may itself have been sent since it was read.
    List<InFlight> others =
        inFlight.getOrDefault(build.database(), List.of()).stream()
            .filter(other -> !other.id().equals(build.id()))
            .toList();
    for (InFlight other : others) {
      if (other.table().equals(planned.table())) {
        return "another build of this table, since two at once would deadlock";
      }
      if (other.alone()) {
        return "the build on "
            + other.table()
            + ", a partial or an expression index: every other one would wait for it in the database";
      }
    }
    return build.alone() && !others.isEmpty()
        ? "the other builds: it has to run alone, since every other one would wait for it in the database"
        : null;
  }

  private static @Nullable String limit(Resources needs, LoadLineEntity line) {
    String never = never(needs, line.limit());
    if (never != null) {
      return never;
    }
    Resources free = line.free();
    if (needs.memoryBytes() > free.memoryBytes()) {
      return beyond("memory", needs.memoryBytes(), free.memoryBytes());
    }
    if (needs.temporaryBytes() > free.temporaryBytes()) {
      return beyond("temporary disk", needs.temporaryBytes(), free.temporaryBytes());
    }
    if (needs.diskBytes() > free.diskBytes()) {
      return beyond("disk", needs.diskBytes(), free.diskBytes())
          + " of "
          + SizeText.bytes(line.limit().diskBytes())
          + " for new indexes, those built before and still there included: drop what is not needed,"
          + " or raise the limit (plimsoll db edit)";
    }
    if (needs.parallelWorkers() > free.parallelWorkers()) {
      return "parallel workers: needs %d, free %d"
          .formatted(needs.parallelWorkers(), free.parallelWorkers());
    }
    if (line.used().walBytesPerSecond() > 0
        && needs.walBytesPerSecond() > free.walBytesPerSecond()) {
      return beyond("WAL a second", needs.walBytesPerSecond(), free.walBytesPerSecond());
    }
    // A build that needs more than all cores starts when none is in use.
    boolean usesCores = line.used().milliCores() > 0;
    return usesCores && needs.milliCores() > free.milliCores() ? "a free core" : null;
  }

  /// Such a build does not hold up others; only a higher limit lets it start.
  private static @Nullable String never(Resources needs, Resources limit) {
    String what = null;
    if (needs.temporaryBytes() > limit.temporaryBytes()) {
      what = beyond("temporary disk", needs.temporaryBytes(), limit.temporaryBytes());
    } else if (needs.diskBytes() > limit.diskBytes()) {
      what = beyond("disk", needs.diskBytes(), limit.diskBytes());
    }
    return what == null
        ? null
        : "a higher limit, without which it can never go: " + what + " in all";
  }

  private static String beyond(String what, long needs, long free) {
    return "%s: needs %s, free %s"
        .formatted(what, SizeText.bytes(needs), SizeText.bytes(Math.max(0, free)));
  }

  public BuildView view(BuildEntity build) {
    @Nullable Unfinished unfinished = Unfinished.of(lacking.getOrDefault(build.id(), List.of()));
    return unfinished == null
        ? build.view(now, of(build), needsWhatEnded(build))
        : build.view(now, unfinished);
  }

  /// It needs a failed or cancelled build, so that it cannot continue by itself.
  private boolean needsWhatEnded(BuildEntity build) {
    return build.current().state() == State.PLANNED
        && build.blockedBy().stream()
            .map(needed::get)
            .anyMatch(
                other ->
                    other != null
                        && (other.state() == State.FAILED || other.state() == State.CANCELLED));
  }
}
