package dev.plimsoll.planning.strategy;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Lanes;
import dev.plimsoll.planning.schedule.LoadLine;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.Situation;
import dev.plimsoll.planning.schedule.Start;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildSizer;
import dev.plimsoll.planning.strategy.Lookahead.Pick;
import dev.plimsoll.planning.strategy.Lookahead.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Moldable scheduling: workers by marginal gain, longest first, all of it anew at each change with
/// the costs known by then.
///
/// A worker costs CPU of its own and shortens only the sort, so a build gets one only where that
/// shortens the whole. First every build is given the fewest workers with which it ends within a
/// deadline, and the deadline is tried over its range (the idea of the canonical allotment, Turek,
/// Wolf and Yu 1992); then the build that ends last gets one more as long as that helps. Each try
/// is a list schedule from now on. Memory is what one merge pass takes, or the whole sort where
/// that is little, since more of it buys nothing.
final class Moldable implements Strategy {
  // A worker that saves less of its build's time than this is better kept for others.
  private static final double LEAST_GAIN = 0.015;
  private static final int DEADLINES = 24;
  private static final int TRIES_WITHOUT_GAIN = 16;
  // Beyond so many builds the work spreads over the cores by itself.
  private static final int MANY = 80;

  private final String name;
  private final int mostWorkers;

  /// @param mostWorkers of one build, whatever else would allow more
  Moldable(String name, int mostWorkers) {
    this.name = name;
    this.mostWorkers = mostWorkers;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return mostWorkers == 0
        ? "longest first, without workers"
        : "workers where they shorten the whole, longest first, planned anew at each change";
  }

  /// A job with those of its options that can pay, by growing number of workers.
  private record Choices(Job job, List<BuildOption> options) {
    BuildOption fastest() {
      return options.stream().min(Comparator.comparing(BuildOption::elapsed)).orElseThrow();
    }
  }

  @Override
  public List<Start> decide(Situation situation) {
    Map<String, String> refused = refused(situation);
    BuildSizer sizer = situation.machine().sizer(situation.costs());
    LoadLine line = LoadLine.of(situation, false);
    List<Choices> safe = new ArrayList<>();
    List<Choices> unsafe = new ArrayList<>();
    for (Job job : situation.waiting()) {
      if (!refused.containsKey(job.id()) && line.diskFits(job)) {
        List<BuildOption> options = options(job, sizer, situation.machine().capacity());
        (job.unsafePeer() ? unsafe : safe).add(new Choices(job, options));
      }
    }
    List<Pick> now = best(situation, safe).now();
    Set<String> finished = situation.finished();
    boolean safeReady =
        safe.stream().anyMatch(choices -> finished.containsAll(choices.job().blockedBy()));
    if (now.isEmpty() && !safeReady && situation.running().isEmpty()) {
      now = alone(situation, unsafe);
    }
    int waiting = safe.size() + unsafe.size();
    return now.stream()
        .map(pick -> new Start(pick.job(), pick.option(), pick.lane(), words(pick, waiting)))
        .toList();
  }

  private static String words(Pick pick, int waiting) {
    int workers = pick.option().workers();
    return "longest first among %d waiting, %s"
        .formatted(
            waiting,
            workers == 0
                ? "without workers"
                : workers == 1 ? "1 worker shortens the whole" : workers + " workers shorten the whole");
  }

  @Override
  public Map<String, String> refused(Situation situation) {
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

  private List<BuildOption> options(Job job, BuildSizer sizer, Capacity capacity) {
    List<BuildOption> options = new ArrayList<>();
    for (BuildOption option : sizer.options(job.work())) {
      if (Feasibility.obstacle(job, option, capacity) != null) {
        continue;
      }
      if (options.isEmpty()) {
        options.add(option);
      } else {
        double before = options.getLast().elapsed().toNanos();
        boolean pays = option.elapsed().toNanos() <= before * (1 - LEAST_GAIN);
        if (option.workers() > mostWorkers || !pays) {
          break;
        }
        options.add(option);
      }
    }
    return options;
  }

  /// Nothing else may run, so it gets all the workers that save time.
  private static List<Pick> alone(Situation situation, List<Choices> unsafe) {
    return unsafe.stream()
        .filter(choices -> situation.finished().containsAll(choices.job().blockedBy()))
        .map(choices -> pick(choices.job(), choices.fastest(), situation.machine()))
        .max(
            Comparator.comparing((Pick pick) -> pick.option().elapsed())
                .thenComparing(pick -> pick.job().id()))
        .map(List::of)
        .orElse(List.of());
  }

  private static Result best(Situation situation, List<Choices> jobs) {
    int[] chosen = new int[jobs.size()];
    Result best = run(situation, jobs, chosen);
    for (Duration deadline : deadlines(jobs)) {
      int[] tried = new int[chosen.length];
      for (int i = 0; i < tried.length; i++) {
        tried[i] = within(jobs.get(i).options(), deadline);
      }
      Result result = run(situation, jobs, tried);
      if (better(result, best)) {
        best = result;
        chosen = tried;
      }
    }
    return jobs.size() > MANY ? best : improve(situation, jobs, chosen, best);
  }

  /// One worker more for whatever ends last, else for the longest.
  private static Result improve(
      Situation situation, List<Choices> jobs, int[] start, Result startResult) {
    Result best = startResult;
    Result current = startResult;
    int[] chosen = start.clone();
    for (int failures = 0; failures < TRIES_WITHOUT_GAIN; failures++) {
      int next = growable(jobs, chosen, current.last());
      if (next < 0) {
        break;
      }
      chosen[next]++;
      current = run(situation, jobs, chosen);
      if (better(current, best)) {
        best = current;
        failures = -1;
      }
    }
    return best;
  }

  private static int growable(List<Choices> jobs, int[] chosen, @Nullable Pick last) {
    int longest = -1;
    Duration most = Duration.ZERO;
    for (int i = 0; i < chosen.length; i++) {
      List<BuildOption> options = jobs.get(i).options();
      if (chosen[i] + 1 < options.size()) {
        if (last != null && last.job().equals(jobs.get(i).job())) {
          return i;
        }
        Duration elapsed = options.get(chosen[i]).elapsed();
        if (elapsed.compareTo(most) > 0) {
          longest = i;
          most = elapsed;
        }
      }
    }
    return longest;
  }

  private static boolean better(Result result, Result than) {
    return result.placed() > than.placed()
        || (result.placed() == than.placed() && result.makespanNanos() < than.makespanNanos());
  }

  private static Result run(Situation situation, List<Choices> jobs, int[] chosen) {
    List<Pick> picks = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      BuildOption option = jobs.get(i).options().get(chosen[i]);
      picks.add(pick(jobs.get(i).job(), option, situation.machine()));
    }
    return Lookahead.of(situation, picks);
  }

  private static Pick pick(Job job, BuildOption option, Machine machine) {
    double share = Lanes.share(machine.capacity(), job.work().indexBytes(), option);
    Lane lane = Lanes.of(share, machine.thresholds());
    return new Pick(job, option, lane);
  }

  /// From the shortest that the longest build could take to the longest without workers.
  private static List<Duration> deadlines(List<Choices> jobs) {
    double most = 0;
    double least = 0;
    for (Choices job : jobs) {
      most = Math.max(most, job.options().getFirst().elapsed().toNanos());
      least = Math.max(least, job.fastest().elapsed().toNanos());
    }
    if (most <= least) {
      return List.of();
    }
    // Below the fastest of the longest build the others still may have to be shortened.
    double from = least / 8;
    List<Duration> deadlines = new ArrayList<>();
    for (int i = 0; i < DEADLINES; i++) {
      double nanos = from * Math.pow(most / from, (double) i / DEADLINES);
      deadlines.add(Duration.ofNanos(Math.round(nanos)));
    }
    return deadlines;
  }

  private static int within(List<BuildOption> options, Duration deadline) {
    for (int i = 0; i < options.size(); i++) {
      if (options.get(i).elapsed().compareTo(deadline) <= 0) {
        return i;
      }
    }
    return options.size() - 1;
  }
}
