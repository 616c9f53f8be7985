package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Steps of an attempt, as known from its events. Pure.
final class RecipeSteps {
  private RecipeSteps() {}

  /// Merges reported steps into the known ones. A builder that takes over an attempt reports
  /// earlier steps as already done, which says less than their real outcome and duration.
  ///
  /// @param known of the same attempt
  /// @param reported all ended steps, in order; empty where the event has none
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
