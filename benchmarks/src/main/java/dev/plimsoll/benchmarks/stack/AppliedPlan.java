package dev.plimsoll.benchmarks.stack;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.PlanView;
import java.time.Duration;
import java.util.List;

/// Builds of a plan, from its application to their end.
public final class AppliedPlan {
  private AppliedPlan() {}

  /// Applies a plan and returns when all builds have succeeded, or throws when one has failed.
  public static List<BuildView> await(PlannerApi planner, PlanView plan, Duration betweenLooks)
      throws InterruptedException {
    planner.apply(plan.hash(), new ControlRequest("bench", null));
    while (true) {
      List<BuildView> builds = planner.buildsOf(plan.id());
      for (BuildView build : builds) {
        if (build.state() == BuildView.State.FAILED) {
          throw new IllegalStateException(build.planned().table() + ": " + build.outcome().error());
        }
      }
      if (!builds.isEmpty()
          && builds.stream().allMatch(build -> build.state() == BuildView.State.SUCCEEDED)) {
        return builds;
      }
      Thread.sleep(betweenLooks);
    }
  }
}
