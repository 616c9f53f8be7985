package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is known of an attempt's steps. Pure.
final class RecipeSteps {
  private RecipeSteps() {}

  /// What is known after an event has told of steps. A builder that takes an attempt over finds the
  /// steps of the one before it done already, which says less than that they were done and how long
  /// they took.
  ///
  /// @param known of the same attempt
  /// @param reported all that have ended as its teller knows, in order; empty where it tells of
  ///     none
  static List<Step> after(List<Step> known, List<Step> reported) {
    Map<String, Step> steps = new LinkedHashMap<>();
    known.forEach(step -> steps.put(step.name(), step));
    for (Step step : reported) {
      if (!step.saysLessThan(steps.get(step.name()))) {
        steps.put(step.name(), step);
      }
    }
    return new ArrayList<>(steps.values());
  }
}
