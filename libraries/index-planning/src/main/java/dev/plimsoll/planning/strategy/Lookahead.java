package dev.plimsoll.planning.strategy;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LoadLine;
import dev.plimsoll.planning.schedule.Running;
import dev.plimsoll.planning.schedule.Situation;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildSizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// List scheduling from this moment on, longest first: whenever a build ends, the longest one that
/// fits starts. Builds of one table, which cannot overlap, count together as long as all of them.
final class Lookahead {
  // A build that has outlived its prediction is taken to need this share of it still.
  private static final double OVERDUE_SHARE = 0.05;

  private Lookahead() {}

  /// A build with its choice made.
  record Pick(Job job, BuildOption option, Lane lane) {}

  /// @param now picks that start at once, in order
  /// @param makespanNanos from now on
  /// @param last the pick that ends last; null where none of them could be placed
  /// @param placed how many could be placed at all
  record Result(List<Pick> now, long makespanNanos, @Nullable Pick last, int placed) {}

  private record Busy(long end, int order, Job job, BuildOption option, Lane lane) {}

  static Result of(Situation situation, List<Pick> picks) {
    List<Pick> waiting = longestFirst(picks);
    Map<Lane, Integer> awaited = new EnumMap<>(Lane.class);
    waiting.forEach(pick -> awaited.merge(pick.lane(), 1, Integer::sum));
    PriorityQueue<Busy> busy =
        new PriorityQueue<>(Comparator.comparingLong(Busy::end).thenComparingInt(Busy::order));
    BuildSizer sizer = situation.machine().sizer(situation.costs());
    int order = 0;
    for (Running running : situation.running()) {
      long end = remaining(running, situation.now(), sizer);
      busy.add(new Busy(end, order++, running.job(), running.option(), running.lane()));
    }
    LoadLine line = LoadLine.of(situation, false);
    Set<String> finished = new HashSet<>(situation.finished());
    List<Pick> starts = new ArrayList<>();
    @Nullable Pick last = null;
    long lastEnd = 0;
    int placed = 0;
    long now = 0;
    while (true) {
      List<Pick> left = new ArrayList<>();
      for (Pick pick : waiting) {
        Lane berth = null;
        if (finished.containsAll(pick.job().blockedBy())
            && line.admits(pick.job(), pick.option())) {
          awaited.merge(pick.lane(), -1, Integer::sum);
          berth = line.berth(pick.lane(), lanes(awaited));
          if (berth == null) {
            awaited.merge(pick.lane(), 1, Integer::sum);
          }
        }
        if (berth == null) {
          left.add(pick);
          continue;
        }
        line.take(pick.job(), pick.option(), berth);
        long end = now + pick.option().elapsed().toNanos();
        busy.add(new Busy(end, order++, pick.job(), pick.option(), berth));
        placed++;
        if (now == 0) {
          starts.add(new Pick(pick.job(), pick.option(), berth));
        }
        if (end >= lastEnd) {
          lastEnd = end;
          last = pick;
        }
      }
      waiting = left;
      Busy next = busy.poll();
      if (next == null) {
        return new Result(starts, now, last, placed);
      }
      now = Math.max(now, next.end());
      line.release(next.job(), next.option(), next.lane());
      finished.add(next.job().id());
    }
  }

  private static Set<Lane> lanes(Map<Lane, Integer> awaited) {
    Set<Lane> lanes = EnumSet.noneOf(Lane.class);
    awaited.forEach(
        (lane, builds) -> {
          if (builds > 0) {
            lanes.add(lane);
          }
        });
    return lanes;
  }

  private static List<Pick> longestFirst(List<Pick> picks) {
    Map<QualifiedName, Long> byTable = new HashMap<>();
    for (Pick pick : picks) {
      byTable.merge(pick.job().table(), pick.option().elapsed().toNanos(), Long::sum);
    }
    return picks.stream()
        .sorted(
            Comparator.comparingLong(
                    (Pick pick) -> byTable.getOrDefault(pick.job().table(), 0L))
                .reversed()
                .thenComparing(Comparator.comparing((Pick p) -> p.option().elapsed()).reversed())
                .thenComparing(pick -> pick.job().table())
                .thenComparing(pick -> pick.job().id()))
        .toList();
  }

  private static long remaining(Running running, Duration now, BuildSizer sizer) {
    long elapsed = sizer.again(running.job().work(), running.option()).elapsed().toNanos();
    long left = elapsed - now.minus(running.start()).toNanos();
    return Math.max(left, Math.round(elapsed * OVERDUE_SHARE));
  }
}
