package dev.plimsoll.planning.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A plan before anybody has stored it.
///
/// @param strategy that placed them
/// @param machine they were placed on
/// @param builds by predicted start
/// @param lowerBound no schedule ends sooner on this capacity
/// @param boundBy what sets that bound, in words
/// @param satisfied what the rules ask for and the database has already, one sentence each
/// @param warnings one sentence each, refusals among them
public record Proposal(
    String strategy,
    Machine machine,
    List<Build> builds,
    Duration makespan,
    Duration lowerBound,
    String boundBy,
    List<String> satisfied,
    List<String> warnings,
    List<Refused> refused) {
  /// What a rule asks for and cannot be built.
  ///
  /// @param reason in a sentence without its full stop
  /// @param warning the same as it stands among the warnings
  public record Refused(
      QualifiedName table,
      IndexDefinition definition,
      ErrorCode code,
      String reason,
      String warning) {}

  /// @param milliCores that it keeps busy on average, in thousandths of a core
  /// @param job what a strategy needs to place it anew
  public record Build(PlannedBuild planned, int milliCores, Job job) {}

  public Proposal {
    builds = List.copyOf(builds);
    satisfied = List.copyOf(satisfied);
    warnings = List.copyOf(warnings);
    refused = List.copyOf(refused);
  }

  /// Those that are no refusal.
  public List<String> otherWarnings() {
    Set<String> refusals =
        refused.stream().map(Refused::warning).collect(Collectors.toUnmodifiableSet());
    return warnings.stream().filter(warning -> !refusals.contains(warning)).toList();
  }

  /// For a comparison of strategies, or a what-if.
  public List<Job> jobs() {
    return builds.stream().map(Build::job).toList();
  }
}
