package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.PlimsollException;

/// Finds builds and plans by their id or its first characters, plans by their hash too.
final class Lookup {
  private Lookup() {}

  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  static BuildView build(PlannerApi planner, String text) {
    return Ids.find(
        text,
        "build",
        planner::build,
        beginning ->
            planner.builds().stream()
                .filter(build -> build.id().toString().startsWith(beginning))
                .toList());
  }

  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  static PlanView plan(PlannerApi planner, String text) {
    return Ids.find(text, "plan", planner::plan, planner::plansBeginning);
  }
}
