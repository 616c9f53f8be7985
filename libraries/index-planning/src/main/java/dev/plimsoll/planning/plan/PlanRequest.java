package dev.plimsoll.planning.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planning.sizing.BuildCosts;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a plan is made for.
///
/// @param impliedKeys primary keys for tables that get none from a rule and have none
/// @param underWay definitions that unfinished builds will bring about, by table
/// @param reservedNames index names that unfinished builds will take, by schema
public record PlanRequest(
    List<KeyRule> rules,
    Map<QualifiedName, List<String>> impliedKeys,
    Map<QualifiedName, List<IndexDefinition>> underWay,
    Map<String, Set<String>> reservedNames,
    Capacity capacity,
    LaneThresholds thresholds,
    BuildCosts costs) {

  public PlanRequest {
    rules = List.copyOf(rules);
    impliedKeys = Map.copyOf(impliedKeys);
    underWay = Map.copyOf(underWay);
    reservedNames = Map.copyOf(reservedNames);
  }

  /// Rules on a load line, with nothing else known.
  public static PlanRequest of(List<KeyRule> rules, Capacity capacity) {
    return new PlanRequest(
        rules, Map.of(), Map.of(), Map.of(), capacity, LaneThresholds.DEFAULT, BuildCosts.DEFAULT);
  }
}
