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

/// A plan that is not stored yet.
///
/// @param builds by predicted start
/// @param lowerBound of any schedule on this capacity
/// @param boundBy the cause of that bound
/// @param satisfied definitions that exist already, one sentence each
/// @param warnings one sentence each, with the refusals
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
  /// A definition of a rule that cannot be built.
  ///
  /// @param reason without its full stop
  /// @param warning its sentence among the warnings
  public record Refused(
      QualifiedName table,
      IndexDefinition definition,
      ErrorCode code,
      String reason,
      String warning) {}

  /// @param milliCores busy on average
  public record Build(PlannedBuild planned, int milliCores, Job job) {}

  public Proposal {
    builds = List.copyOf(builds);
    satisfied = List.copyOf(satisfied);
    warnings = List.copyOf(warnings);
    refused = List.copyOf(refused);
  }

  /// Warnings without the refusals.
  public List<String> otherWarnings() {
    Set<String> refusals =
        refused.stream().map(Refused::warning).collect(Collectors.toUnmodifiableSet());
    return warnings.stream().filter(warning -> !refusals.contains(warning)).toList();
  }

  public List<Job> jobs() {
    return builds.stream().map(Build::job).toList();
  }
}
