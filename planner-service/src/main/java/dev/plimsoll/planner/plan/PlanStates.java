package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// State of a plan, which follows from its builds. Pure.
///
/// ```
/// DRAFT ──apply──▶ APPROVED ──first build sent──▶ RUNNING ──all succeeded──▶ DONE
///   │                │  ▲                         │  ▲ ├──stuck, one failed────▶ FAILED
///   │              pause resume                 pause │ └──stuck, one cancelled─▶ CANCELLED
///   │                ▼  │                         ▼ resume
///   │               PAUSED                       PAUSED
///   ├──a newer draft──▶ SUPERSEDED     FAILED, CANCELLED ──a build is retried──▶ RUNNING
///   └──cancel─────────▶ CANCELLED
/// ```
public final class PlanStates {
  private PlanStates() {}

  /// @param attempt of the last dispatch; 0 before the first
  /// @param blockedBy builds that must succeed before
  public record Fact(UUID id, BuildView.State state, int attempt, List<UUID> blockedBy) {}

  /// State that follows from the builds; a pause lasts while any build could go on.
  static PlanView.State of(PlanView.State now, Collection<Fact> builds) {
    return switch (now) {
      case DRAFT, SUPERSEDED -> now;
      case APPROVED, RUNNING, PAUSED, DONE, FAILED, CANCELLED -> {
        if (canGoOn(builds)) {
          yield now == PlanView.State.PAUSED ? now : active(builds);
        }
        if (any(builds, BuildView.State.FAILED)) {
          yield PlanView.State.FAILED;
        }
        yield any(builds, BuildView.State.CANCELLED)
            ? PlanView.State.CANCELLED
            : PlanView.State.DONE;
      }
    };
  }

  /// Approved until the first build is sent.
  static PlanView.State active(Collection<Fact> builds) {
    return builds.stream().anyMatch(build -> build.attempt() > 0)
        ? PlanView.State.RUNNING
        : PlanView.State.APPROVED;
  }

  private static boolean canGoOn(Collection<Fact> builds) {
    Set<UUID> stuck = stuck(builds);
    return builds.stream()
        .anyMatch(
            build ->
                switch (build.state()) {
                  case DISPATCHED, RUNNING -> true;
                  case PLANNED -> !stuck.contains(build.id());
                  case SUCCEEDED, FAILED, CANCELLED -> false;
                });
  }

  /// Waiting builds that need, directly or not, a failed or cancelled one.
  public static Set<UUID> stuck(Collection<Fact> builds) {
    Set<UUID> ended = new HashSet<>();
    for (Fact build : builds) {
      switch (build.state()) {
        case FAILED, CANCELLED -> ended.add(build.id());
        case PLANNED, DISPATCHED, RUNNING, SUCCEEDED -> {}
      }
    }
    Set<UUID> stuck = new HashSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (Fact build : builds) {
        if (build.state() == BuildView.State.PLANNED
            && !stuck.contains(build.id())
            && build.blockedBy().stream()
                .anyMatch(needed -> ended.contains(needed) || stuck.contains(needed))) {
          stuck.add(build.id());
          more = true;
        }
      }
    }
    return stuck;
  }

  private static boolean any(Collection<Fact> builds, BuildView.State state) {
    return builds.stream().anyMatch(build -> build.state() == state);
  }
}
