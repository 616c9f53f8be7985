package dev.plimsoll.cli.build;

import dev.plimsoll.cli.watch.Followed;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far things are at one moment.
///
/// @param plan whose builds these are; null for builds of several plans
record Progress(@Nullable PlanView plan, List<BuildView> builds) implements Followed {

  /// Nothing more will happen by itself. What the plan says counts where there is one: a build
  /// that depends on a failed one never ends.
  @Override
  public boolean ended() {
    return plan == null
        ? builds.stream().allMatch(build -> isEnd(build.state()))
        : isEnd(plan.state());
  }

  /// Something did not come to its good end.
  @Override
  public boolean failed() {
    boolean plansEnd =
        plan != null
            && switch (plan.state()) {
              case FAILED, CANCELLED, SUPERSEDED -> true;
              case DRAFT, APPROVED, RUNNING, PAUSED, DONE -> false;
              case null -> false;
            };
    return plansEnd || builds.stream().anyMatch(build -> isFailure(build.state()));
  }

  static boolean isEnd(BuildView.@Nullable State state) {
    return switch (state) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      case PLANNED, DISPATCHED, RUNNING -> false;
      case null -> false;
    };
  }

  static boolean isFailure(BuildView.@Nullable State state) {
    return isEnd(state) && state != BuildView.State.SUCCEEDED;
  }

  static boolean isEnd(PlanView.@Nullable State state) {
    return switch (state) {
      case DONE, FAILED, CANCELLED, SUPERSEDED -> true;
      case DRAFT, APPROVED, RUNNING, PAUSED -> false;
      case null -> false;
    };
  }
}
