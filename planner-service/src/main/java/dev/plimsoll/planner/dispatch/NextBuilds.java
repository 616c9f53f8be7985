package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planner.dispatch.DispatchSnapshot.Candidate;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.SchedulerState;
import dev.plimsoll.planning.schedule.SchedulerState.Running;
import dev.plimsoll.planning.schedule.SchedulerState.Start;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildSizer;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import dev.plimsoll.planning.strategy.Strategies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Choice of the next builds with their figures: each plan's strategy, asked again with current
/// calibrations. Pure.
///
/// Priorities come before strategies: lower ones are considered only when no higher one waits for
/// room.
public final class NextBuilds {

  private NextBuilds() {}

  /// Build to be claimed.
  ///
  /// @param planned with current figures
  /// @param milliCores to be charged, up to the load line's
  public record Choice(Candidate build, PlannedBuild planned, long milliCores) {}

  public static List<Choice> of(DispatchSnapshot snapshot) {
    Map<UUID, Job> jobs =
        snapshot.builds().stream()
            .collect(
                Collectors.toMap(
                    Candidate::id, build -> build.job(_ -> true), (a, _) -> a, LinkedHashMap::new));
    Map<String, Candidate> byId =
        snapshot.builds().stream()
            .collect(Collectors.toUnmodifiableMap(build -> build.id().toString(), build -> build));
    Duration now =
        snapshot.builds().stream()
            .map(Candidate::since)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    BuildSizer sizer = snapshot.machine().sizer(snapshot.costs());
    List<Running> running = new ArrayList<>();
    for (Candidate build : snapshot.builds()) {
      Job job = jobs.get(build.id());
      if (!build.waits() && job != null) {
        running.add(
            new Running(
                job,
                sizer.again(job.work(), option(job.work(), build.planned())),
                build.planned().lane(),
                now.minus(build.since()),
                build.sorted(),
                build.asleep()));
      }
    }
    Set<String> finished =
        snapshot.succeeded().stream().map(UUID::toString).collect(Collectors.toUnmodifiableSet());
    List<Choice> choices = new ArrayList<>();
    Set<String> refused = new HashSet<>();
    for (List<Candidate> equals : byPriority(snapshot.builds())) {
      for (List<Candidate> plans : byStrategy(equals)) {
        SchedulingStrategy strategy =
            Strategies.named(plans.getFirst().strategy()).orElseGet(Strategies::moldable);
        SchedulerState situation =
            new SchedulerState(
                List.copyOf(jobs.values()),
                snapshot.machine(),
                snapshot.costs(),
                now,
                finished,
                othersThan(plans, snapshot.builds()),
                running);
        // Builds that can never start do not hold up others.
        refused.addAll(strategy.refused(situation).keySet());
        for (Start start : strategy.decide(situation)) {
          Candidate build = byId.get(start.job().id());
          if (build == null) {
            continue;
          }
          running.add(new Running(start.job(), start.option(), start.lane(), now, false, false));
          long cores = strategy.sharesCores() ? 0 : 1_000L * (1 + start.option().workers());
          choices.add(new Choice(build, replanned(build, start, snapshot.machine()), cores));
        }
      }
      if (anyWaitsForRoom(equals, running, finished, refused)) {
        break;
      }
    }
    return choices;
  }

  private static BuildOption option(BuildWork work, PlannedBuild planned) {
    Duration predicted = Duration.ofMillis(planned.predictedMillis());
    return new BuildOption(
        planned.parallelWorkers(),
        planned.maintenanceWorkMemBytes(),
        planned.temporaryBytes(),
        SizedBuild.passes(work, planned),
        predicted,
        predicted);
  }

  private static List<List<Candidate>> byPriority(List<Candidate> builds) {
    Map<Integer, List<Candidate>> groups =
        builds.stream()
            .filter(build -> build.waits() && !build.held())
            .collect(Collectors.groupingBy(Candidate::priority));
    return groups.entrySet().stream()
        .sorted(Map.Entry.<Integer, List<Candidate>>comparingByKey().reversed())
        .map(Map.Entry::getValue)
        .toList();
  }

  /// One group for each strategy, the oldest plan's first.
  private static List<List<Candidate>> byStrategy(List<Candidate> builds) {
    Map<String, List<Candidate>> groups = new LinkedHashMap<>();
    builds.stream()
        .sorted(Comparator.comparing(Candidate::plannedAt).thenComparing(Candidate::id))
        .forEach(
            build -> groups.computeIfAbsent(build.strategy(), _ -> new ArrayList<>()).add(build));
    return List.copyOf(groups.values());
  }

  private static Set<String> othersThan(List<Candidate> some, List<Candidate> all) {
    Set<UUID> kept = some.stream().map(Candidate::id).collect(Collectors.toUnmodifiableSet());
    return all.stream()
        .filter(build -> build.waits() && !kept.contains(build.id()))
        .map(build -> build.id().toString())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean anyWaitsForRoom(
      List<Candidate> builds, List<Running> running, Set<String> finished, Set<String> refused) {
    Set<QualifiedName> busy = new HashSet<>();
    Set<String> under = new HashSet<>();
    for (Running other : running) {
      busy.add(other.job().table());
      under.add(other.job().id());
    }
    return builds.stream()
        .anyMatch(
            build ->
                !under.contains(build.id().toString())
                    && !refused.contains(build.id().toString())
                    && !busy.contains(build.planned().table())
                    && build.blockedBy().stream()
                        .allMatch(needed -> finished.contains(needed.toString())));
  }

  private static PlannedBuild replanned(Candidate build, Start start, Machine machine) {
    PlannedBuild planned = build.planned();
    BuildOption option = start.option();
    List<String> changes = new ArrayList<>();
    change(changes, planned.parallelWorkers(), option.workers(), NextBuilds::workers);
    change(
        changes,
        planned.maintenanceWorkMemBytes(),
        option.memoryBytes(),
        bytes -> SizeText.bytes(bytes));
    change(changes, planned.lane(), start.lane(), lane -> "lane " + lane.value());
    String reasoning =
        changes.isEmpty()
            ? planned.reasoning()
            : first(planned.reasoning())
                + " Re-planned: "
                + String.join(", ", changes)
                + " ("
                + start.reasoning()
                + ").";
    return new PlannedBuild(
        planned.table(),
        planned.definition(),
        planned.indexName(),
        start.lane(),
        planned.rows(),
        planned.tableBytes(),
        planned.indexBytes(),
        option.temporaryBytes(),
        planned.walBytes(),
        option.memoryBytes(),
        option.workers(),
        option.elapsed().toMillis(),
        planned.startMillis(),
        reasoning,
        planned.number(),
        planned.blockedBy(),
        planned.alone(),
        machine.setsTableWorkers(build.work(), option.workers()),
        planned.sql(),
        planned.indexRange());
  }

  /// A second re-planning replaces the text of the first.
  private static String first(String reasoning) {
    int again = reasoning.indexOf(" Re-planned: ");
    return again < 0 ? reasoning : reasoning.substring(0, again);
  }

  private static String workers(Integer workers) {
    return switch (workers) {
      case 0 -> "no workers";
      case 1 -> "1 worker";
      default -> workers + " workers";
    };
  }

  private static <T> void change(List<String> changes, T then, T now, Function<T, String> words) {
    if (!then.equals(now)) {
      changes.add(words.apply(now) + " instead of " + words.apply(then));
    }
  }
}
