package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.planner.build.BuildEntity;
import dev.plimsoll.planner.build.BuildObserver;
import dev.plimsoll.planner.build.Builds;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Progress of plans: the state of each follows from its builds.
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
///
/// In the caller's transaction, which holds the load line's lock: two builds of a plan that end at
/// once do so one after the other.
@ApplicationScoped
public class PlanProgress implements BuildObserver {
  private static final Logger LOG = Logger.getLogger(PlanProgress.class);

  private final Plans plans;
  private final Builds builds;

  public PlanProgress(Plans plans, Builds builds) {
    this.plans = plans;
    this.builds = builds;
  }

  /// Build of a plan.
  ///
  /// @param attempt of the last dispatch; 0 before the first
  /// @param blockedBy builds that must succeed before
  record Fact(UUID id, BuildView.State state, int attempt, List<UUID> blockedBy) {}

  @Override
  public void moved(BuildEntity build) {
    PlanView.State now = plans.stateOf(build.planId());
    if (now != null && !isKnownToStay(now, build.current().state())) {
      refresh(build.planId(), now);
    }
  }

  /// A plan with a running build goes on, whatever its other builds do.
  private static boolean isKnownToStay(PlanView.State plan, BuildView.State build) {
    boolean goesOn = build == BuildView.State.DISPATCHED || build == BuildView.State.RUNNING;
    return goesOn && (plan == PlanView.State.RUNNING || plan == PlanView.State.PAUSED);
  }

  void refresh(UUID planId) {
    PlanView.State now = plans.stateOf(planId);
    if (now != null) {
      refresh(planId, now);
    }
  }

  private void refresh(UUID planId, PlanView.State now) {
    PlanView.State next = state(now, facts(planId));
    if (next != now) {
      PlanEntity plan = plans.known(planId);
      plan.becomes(next);
      LOG.infof("plan %s of %s is %s", plan.id(), plan.database(), next);
    }
  }

  /// Columns instead of whole builds: those of a plan of a thousand are read a thousand times.
  List<Fact> facts(UUID planId) {
    return builds
        .getEntityManager()
        .createQuery(
            "select b.id, b.state, b.attempt, b.blockedBy from BuildEntity b where b.planId = :plan",
            Object[].class)
        .setParameter("plan", planId)
        .getResultStream()
        .map(PlanProgress::fact)
        .toList();
  }

  private static Fact fact(Object[] build) {
    return new Fact(
        (UUID) build[0], (BuildView.State) build[1], (int) build[2], List.of((UUID[]) build[3]));
  }

  /// State that follows from the builds; a pause lasts while any build could go on.
  static PlanView.State state(PlanView.State now, Collection<Fact> builds) {
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
  static Set<UUID> stuck(Collection<Fact> builds) {
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
