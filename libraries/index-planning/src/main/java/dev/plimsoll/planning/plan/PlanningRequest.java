package dev.plimsoll.planning.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import dev.plimsoll.planning.strategy.Strategies;
import dev.plimsoll.postgres.catalog.ServerFacts;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The request for a plan.
///
/// @param impliedKeys primary keys for tables that get none from a rule and have none
/// @param underWay definitions that unfinished builds will bring about, by table
/// @param reservedNames index names that unfinished builds will take, by schema
/// @param costs as calibrated by what has been built
/// @param diskBytesPerSecond that all builds share; 0 where the disk is not the limit
/// @param because what speaks for a rule that nobody has given, a clause each
public record PlanningRequest(
    List<KeyRule> rules,
    Map<QualifiedName, List<String>> impliedKeys,
    Map<QualifiedName, List<IndexDefinition>> underWay,
    Map<String, Set<String>> reservedNames,
    Capacity capacity,
    LaneThresholds thresholds,
    BuildCosts costs,
    SchedulingStrategy strategy,
    long diskBytesPerSecond,
    Map<KeyRule, String> because) {

  public PlanningRequest {
    rules = List.copyOf(rules);
    impliedKeys = Map.copyOf(impliedKeys);
    underWay = Map.copyOf(underWay);
    reservedNames = Map.copyOf(reservedNames);
    because = Map.copyOf(because);
  }

  /// Rules on a load line, with nothing else known.
  public static PlanningRequest of(List<KeyRule> rules, Capacity capacity) {
    return new PlanningRequest(
        rules,
        Map.of(),
        Map.of(),
        Map.of(),
        capacity,
        LaneThresholds.DEFAULT,
        BuildCosts.DEFAULT,
        Strategies.moldable(),
        0,
        Map.of());
  }

  public PlanningRequest withStrategy(SchedulingStrategy strategy) {
    return new PlanningRequest(
        rules,
        impliedKeys,
        underWay,
        reservedNames,
        capacity,
        thresholds,
        costs,
        strategy,
        diskBytesPerSecond,
        because);
  }

  /// The same, of rules that nobody has given.
  ///
  /// @param because what speaks for each, a clause
  public PlanningRequest because(Map<KeyRule, String> reasons) {
    return new PlanningRequest(
        rules,
        impliedKeys,
        underWay,
        reservedNames,
        capacity,
        thresholds,
        costs,
        strategy,
        diskBytesPerSecond,
        reasons);
  }

  /// Where the plan would run.
  public Machine machine(ServerFacts server) {
    return new Machine(
        capacity,
        thresholds,
        Machine.topicSlots(),
        server.maxParallelWorkers(),
        server.minParallelTableScanBytes(),
        diskBytesPerSecond);
  }
}
