package dev.plimsoll.planning.strategy;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LoadLine;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.SchedulerState;
import dev.plimsoll.planning.schedule.SchedulerState.Start;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildSizer;
import dev.plimsoll.planning.strategy.Lookahead.Pick;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Moldable scheduling: workers by marginal gain, longest first, planned anew at each change with
/// the costs of that moment.
///
/// A worker costs CPU and shortens only the sort, so a build gets one only where the whole gets
/// shorter; [WorkerAllocation] searches for that. Memory is that of one merge pass, or of the whole
/// sort where that is little.
final class Moldable implements SchedulingStrategy {
  // Workers that save less than this share are better kept for others.
  private static final double LEAST_GAIN = 0.015;

  private final String name;
  private final int mostWorkers;
  private final WaitingOrder order;

  Moldable(String name, int mostWorkers, WaitingOrder order) {
    this.name = name;
    this.mostWorkers = mostWorkers;
    this.order = order;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    if (order.strict()) {
      return "workers where they shorten the whole, " + order.words();
    }
    return mostWorkers == 0
        ? "longest first, without workers"
        : "workers where they shorten the whole, longest first, planned anew at each change";
  }

  @Override
  public List<Start> decide(SchedulerState situation) {
    LoadLine line = LoadLine.of(situation, false);
    if (!line.hasRoom()) {
      return List.of();
    }
    List<List<Pick>> safe = new ArrayList<>();
    List<List<Pick>> unsafe = new ArrayList<>();
    for (List<Pick> choices : feasible(situation, line)) {
      (choices.getFirst().job().unsafePeer() ? unsafe : safe).add(choices);
    }
    boolean room =
        safe.stream().flatMap(List::stream).anyMatch(pick -> fits(pick, situation, line));
    List<Pick> now = room ? new WorkerAllocation(situation, line, safe, order).starts() : List.of();
    boolean safeReady = safe.stream().anyMatch(choices -> ready(choices, situation));
    if (now.isEmpty() && !safeReady && situation.running().isEmpty()) {
      now = alone(situation, unsafe);
    }
    int waiting = safe.size() + unsafe.size();
    return now.stream()
        .map(pick -> new Start(pick.job(), pick.option(), pick.lane(), words(pick, waiting)))
        .toList();
  }

  /// Choices of each waiting build that can run at some time.
  private List<List<Pick>> feasible(SchedulerState situation, LoadLine line) {
    BuildSizer sizer = situation.machine().sizer(situation.costs());
    Set<String> known = new HashSet<>(situation.finished());
    situation.jobs().forEach(job -> known.add(job.id()));
    Set<String> never = new HashSet<>();
    List<List<Pick>> feasible = new ArrayList<>();
    for (Job job : situation.waiting()) {
      List<Pick> choices =
          line.diskFits(job) && known.containsAll(job.blockedBy())
              ? choices(job, sizer, situation.machine())
              : List.of();
      if (choices.isEmpty()) {
        never.add(job.id());
      } else {
        feasible.add(choices);
      }
    }
    while (feasible.removeIf(choices -> waitsFor(choices.getFirst().job(), never))) {
      // Each round adds the builds that wait for these.
    }
    return feasible;
  }

  private static boolean waitsFor(Job job, Set<String> never) {
    return job.blockedBy().stream().anyMatch(never::contains) && never.add(job.id());
  }

  /// Without a build that could start there is nothing to search for.
  private static boolean fits(Pick pick, SchedulerState situation, LoadLine line) {
    return line.admits(pick.job(), pick.option())
        && line.slot(pick.lane(), Set.of()) != null
        && situation.finished().containsAll(pick.job().blockedBy());
  }

  private static boolean ready(List<Pick> choices, SchedulerState situation) {
    return situation.finished().containsAll(choices.getFirst().job().blockedBy());
  }

  private String words(Pick pick, int waiting) {
    int workers = pick.option().workers();
    return "%s first among %d waiting, %s"
        .formatted(
            order.first(),
            waiting,
            workers == 0
                ? "without workers"
                : workers == 1
                    ? "1 worker shortens the whole"
                    : workers + " workers shorten the whole");
  }

  @Override
  public Map<String, String> refused(SchedulerState situation) {
    BuildSizer sizer = situation.machine().sizer(situation.costs());
    Capacity capacity = situation.machine().capacity();
    return Feasibility.refused(
        situation,
        job -> {
          @Nullable String obstacle = null;
          for (BuildOption option : sizer.options(job.work())) {
            obstacle = Feasibility.obstacle(job, option, capacity);
            if (obstacle == null) {
              return null;
            }
          }
          return obstacle;
        });
  }

  /// Options that can pay, by growing number of workers; empty where the load line allows none.
  private List<Pick> choices(Job job, BuildSizer sizer, Machine machine) {
    List<Pick> choices = new ArrayList<>();
    for (BuildOption option : sizer.options(job.work())) {
      if (Feasibility.obstacle(job, option, machine.capacity()) != null) {
        continue;
      }
      if (!choices.isEmpty()) {
        double before = choices.getLast().option().elapsed().toNanos();
        boolean pays = option.elapsed().toNanos() <= before * (1 - LEAST_GAIN);
        if (option.workers() > mostWorkers || !pays) {
          break;
        }
      }
      choices.add(new Pick(job, option, machine.lane(job.work(), option)));
    }
    return choices;
  }

  /// A build that runs alone gets all workers that save time.
  private static List<Pick> alone(SchedulerState situation, List<List<Pick>> unsafe) {
    return unsafe.stream()
        .filter(choices -> ready(choices, situation))
        .map(WorkerAllocation::fastest)
        .max(
            Comparator.comparing((Pick pick) -> pick.option().elapsed())
                .thenComparing(pick -> pick.job().id()))
        .map(List::of)
        .orElse(List.of());
  }
}
