package dev.plimsoll.planning.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import dev.plimsoll.postgres.catalog.ServerFacts;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The request for a plan.
///
/// @param impliedKeys primary keys for tables without one or a rule for one
/// @param underWay definitions of unfinished builds, by table
/// @param reservedNames index names of unfinished builds, by schema
/// @param slots of the lanes
/// @param because reasons of rules that no person gave, a clause each
public record PlanningRequest(
    List<KeyRule> rules,
    Map<QualifiedName, List<String>> impliedKeys,
    Map<QualifiedName, List<IndexDefinition>> underWay,
    Map<String, Set<String>> reservedNames,
    Capacity capacity,
    LaneThresholds thresholds,
    Map<Lane, Integer> slots,
    BuildCosts costs,
    SchedulingStrategy strategy,
    Map<KeyRule, String> because) {

  public PlanningRequest {
    rules = List.copyOf(rules);
    impliedKeys = Map.copyOf(impliedKeys);
    underWay = Map.copyOf(underWay);
    reservedNames = Map.copyOf(reservedNames);
    slots = Map.copyOf(slots);
    because = Map.copyOf(because);
  }

  public Machine machine(ServerFacts server) {
    return new Machine(
        capacity,
        thresholds,
        slots,
        server.workers().maxParallelWorkers(),
        server.minParallelTableScanBytes());
  }
}
