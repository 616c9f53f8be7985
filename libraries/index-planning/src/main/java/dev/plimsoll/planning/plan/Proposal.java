package dev.plimsoll.planning.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlanView.Alternative;
import dev.plimsoll.contracts.plan.PlanView.Findings;
import dev.plimsoll.contracts.plan.PlanView.Prediction;
import dev.plimsoll.contracts.plan.PlanView.Refusal;
import dev.plimsoll.contracts.plan.PlanView.Totals;
import dev.plimsoll.contracts.plan.PlanView.WindowFit;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

  public List<PlannedBuild> planned() {
    return builds.stream().map(Build::planned).toList();
  }

  public List<Job> jobs() {
    return builds.stream().map(Build::job).toList();
  }

  /// Warnings are those without the refusals.
  public Findings findings() {
    Set<String> refusals =
        refused.stream().map(Refused::warning).collect(Collectors.toUnmodifiableSet());
    return new Findings(
        satisfied,
        refused.stream()
            .map(no -> new Refusal(no.table(), no.definition(), no.code(), no.reason()))
            .toList(),
        warnings.stream().filter(warning -> !refusals.contains(warning)).toList());
  }

  /// @param windowMillis null where none was given
  /// @param errorPercent of earlier predictions; -1 where there are none
  public Prediction prediction(
      @Nullable Long windowMillis, List<Alternative> alternatives, double errorPercent) {
    long millis = makespan.toMillis();
    return new Prediction(
        millis,
        lowerBound.toMillis(),
        boundBy,
        totals(),
        windowMillis == null
            ? null
            : new WindowFit(windowMillis, millis <= windowMillis && refused.isEmpty()),
        alternatives,
        errorPercent);
  }

  private Totals totals() {
    return new Totals(
        sum(build -> build.planned().sizing().indexBytes()),
        sum(build -> build.planned().sizing().mostIndexBytes()),
        sum(build -> build.planned().sizing().walBytes()),
        peak(build -> build.allocation().maintenanceWorkMemBytes()),
        peak(build -> build.allocation().temporaryBytes()),
        (int) peak(build -> build.allocation().parallelWorkers()),
        sum(build -> build.milliCores() * build.planned().allocation().predictedMillis() / 1_000));
  }

  private long sum(ToLongFunction<Build> figure) {
    return builds.stream().mapToLong(figure).sum();
  }

  /// Peak usage, which can only be reached when a build starts.
  private long peak(ToLongFunction<PlannedBuild> figure) {
    List<PlannedBuild> all = planned();
    long most = 0;
    for (PlannedBuild start : all) {
      long at = start.place().startMillis();
      long sum =
          all.stream()
              .filter(
                  build ->
                      build.place().startMillis() <= at
                          && (at < build.endMillis() || build == start))
              .mapToLong(figure)
              .sum();
      most = Math.max(most, sum);
    }
    return most;
  }
}
