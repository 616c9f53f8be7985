package dev.plimsoll.cli.build;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.UUID;

/// Finds builds and plans by their id or its first characters, plans by their hash too.
final class Lookup {
  private final PlannerApi planner;

  Lookup(PlannerApi planner) {
    this.planner = planner;
  }

  /// An id as tables show it.
  static String shortId(UUID id) {
    return Ids.shortId(id);
  }

  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  BuildView build(String text) {
    return Ids.whole(text)
        .map(planner::build)
        .orElseGet(() -> Ids.only(text, builds(text), "build").build());
  }

  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  PlanView plan(String text) {
    return Ids.whole(text)
        .map(planner::plan)
        .orElseGet(() -> Ids.only(text, plans(text), "plan").plan());
  }

  /// What a word means where it stands.
  ///
  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  Found of(Scope scope, String text) {
    return switch (scope) {
      case BUILD -> new Found.OneBuild(build(text));
      case PLAN -> new Found.OnePlan(plan(text));
      case DATABASE -> new Found.OneDatabase(planner.database(text).name());
    };
  }

  private List<Found.OneBuild> builds(String text) {
    if (!Ids.isBeginning(text)) {
      return List.of();
    }
    String beginning = Ids.normal(text);
    return planner.builds().stream()
        .filter(build -> build.id().toString().startsWith(beginning))
        .map(Found.OneBuild::new)
        .toList();
  }

  private List<Found.OnePlan> plans(String text) {
    if (!Ids.isBeginning(text)) {
      return List.of();
    }
    return planner.plansBeginning(Ids.normal(text)).stream().map(Found.OnePlan::new).toList();
  }
}
