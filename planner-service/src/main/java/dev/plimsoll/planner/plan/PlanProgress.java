package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.planner.build.BuildEntity;
import dev.plimsoll.planner.build.BuildObserver;
import dev.plimsoll.planner.build.Builds;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Moves a plan on when one of its builds has. In the caller's transaction, which holds the load
/// line's lock: two builds of a plan that end at once do so one after the other.
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
    refresh(build.planId());
  }

  void refresh(UUID planId) {
    PlanEntity plan = plans.findById(planId);
    if (plan == null) {
      return;
    }
    PlanView.State next = PlanStates.of(plan.state(), facts(planId));
    if (next != plan.state()) {
      plan.becomes(next);
      LOG.infof("plan %s of %s is %s", plan.id(), plan.database(), next);
    }
  }

  List<PlanStates.Fact> facts(UUID planId) {
    return builds.ofPlan(planId).stream().map(PlanProgress::fact).toList();
  }

  private static PlanStates.Fact fact(BuildEntity build) {
    return new PlanStates.Fact(
        build.id(), build.current().state(), build.current().attempt(), build.blockedBy());
  }
}
