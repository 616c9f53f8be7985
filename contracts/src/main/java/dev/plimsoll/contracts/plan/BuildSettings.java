package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is built in a registered database, when, and what of its server builds may use.
///
/// @param capacity the load line; the planner's defaults where absent
/// @param preset of the load line, for example `medium` or `cu:16`; null in answers
/// @param rules what must exist
/// @param onLoad whether to plan and build after each load into this database
/// @param laneThresholds [LaneThresholds#DEFAULT] where absent
/// @param strategy `moldable` where absent
/// @param window of starts; any time where absent
public record BuildSettings(
    @Nullable Capacity capacity,
    @Nullable @Within(Bound.CHOICE) String preset,
    @Within(Bound.RULES) List<KeyRule> rules,
    boolean onLoad,
    @Nullable LaneThresholds laneThresholds,
    @Nullable @Within(Bound.STRATEGY) String strategy,
    @Nullable MaintenanceWindow window) {
  public static final BuildSettings NONE = of(null, List.of(), false);

  public BuildSettings {
    rules = rules == null ? List.of() : List.copyOf(rules);
  }

  /// Builds in the order and at the time of the planner's defaults.
  public static BuildSettings of(@Nullable Capacity capacity, List<KeyRule> rules, boolean onLoad) {
    return new BuildSettings(capacity, null, rules, onLoad, null, null, null);
  }

  public boolean hasLoadLine() {
    return capacity != null || preset != null;
  }
}
