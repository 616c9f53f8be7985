package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.PlannedBuild.Allocation;
import dev.plimsoll.planner.dispatch.DispatchSnapshot.Candidate;
import dev.plimsoll.planner.dispatch.DispatchSnapshot.Flight;
import dev.plimsoll.planner.loadline.Resources;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.SchedulerState;
import dev.plimsoll.planning.schedule.SchedulerState.Running;
import dev.plimsoll.planning.schedule.SchedulerState.Start;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildSizer;
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
import java.util.Objects;
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
  /// @param sized with current figures
  /// @param charge cores and the WAL rate are charged up to the load line's
  public record Choice(Candidate build, SizedBuild sized, Resources charge) {}

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
            .map(Candidate::flight)
            .filter(Objects::nonNull)
            .map(Flight::since)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    BuildSizer sizer = snapshot.machine().sizer(snapshot.costs());
    List<Running> running = new ArrayList<>();
    for (Candidate build : snapshot.builds()) {
      Job job = jobs.get(build.id());
      Flight flight = build.flight();
      if (flight != null && job != null) {
        running.add(
            new Running(
                job,
                sizer.again(job.work(), build.sized().option()),
                build.planned().allocation().lane(),
                now.minus(flight.since()),
                flight.sorted(),
                flight.asleep()));
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
          SizedBuild sized = replanned(build.sized(), start, snapshot.machine());
          choices.add(new Choice(build, sized, sized.charge(strategy.sharesCores())));
        }
      }
      if (anyWaitsForRoom(equals, running, finished, refused)) {
        break;
      }
    }
    return choices;
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

  private static SizedBuild replanned(SizedBuild build, Start start, Machine machine) {
    PlannedBuild planned = build.planned();
    Allocation before = planned.allocation();
    BuildOption option = start.option();
    List<String> changes = new ArrayList<>();
    change(changes, before.parallelWorkers(), option.workers(), NextBuilds::workers);
    change(
        changes,
        before.maintenanceWorkMemBytes(),
        option.memoryBytes(),
        bytes -> SizeText.bytes(bytes));
    change(changes, before.lane(), start.lane(), lane -> "lane " + lane.value());
    String reasoning =
        changes.isEmpty()
            ? planned.reasoning()
            : first(planned.reasoning())
                + " Re-planned: "
                + String.join(", ", changes)
                + " ("
                + start.reasoning()
                + ").";
    Allocation now = machine.allocation(start.lane(), build.work(), option, option.elapsed());
    return new SizedBuild(planned.with(now, reasoning), build.work());
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
