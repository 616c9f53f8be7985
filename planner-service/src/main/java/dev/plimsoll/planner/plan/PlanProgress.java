package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.planner.build.BuildEntity;
import dev.plimsoll.planner.build.BuildObserver;
import dev.plimsoll.planner.build.Builds;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Progress of plans by their builds. In the caller's transaction, which holds the load line's
/// lock: two builds of a plan that end at once do so one after the other.
@ApplicationScoped
public class PlanProgress implements BuildObserver {
  private static final Logger LOG = Logger.getLogger(PlanProgress.class);

  private final Plans plans;
  private final Builds builds;

  public PlanProgress(Plans plans, Builds builds) {
    this.plans = plans;
    this.builds = builds;
  }

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
    PlanView.State next = PlanStates.of(now, facts(planId));
    if (next != now) {
      PlanEntity plan = plans.known(planId);
      plan.becomes(next);
      LOG.infof("plan %s of %s is %s", plan.id(), plan.database(), next);
    }
  }

  /// Columns instead of whole builds: those of a plan of a thousand are read a thousand times.
  List<PlanStates.Fact> facts(UUID planId) {
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

  private static PlanStates.Fact fact(Object[] build) {
    return new PlanStates.Fact(
        (UUID) build[0], (BuildView.State) build[1], (int) build[2], List.of((UUID[]) build[3]));
  }
}
