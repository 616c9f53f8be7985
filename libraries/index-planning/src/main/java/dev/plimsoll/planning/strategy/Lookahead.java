package dev.plimsoll.planning.strategy;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.schedule.Flow;
import dev.plimsoll.planning.schedule.FlowingBuild;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LoadLine;
import dev.plimsoll.planning.schedule.Running;
import dev.plimsoll.planning.schedule.Situation;
import dev.plimsoll.planning.sizing.BuildOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// List scheduling from this moment on, longest first: whenever a build ends, or its workers
/// leave, the longest one that fits starts. Builds of one table, which cannot overlap, count
/// together as long as all of them.
final class Lookahead {
  private Lookahead() {}

  /// A build with its choice made.
  record Pick(Job job, BuildOption option, Lane lane) {}

  /// @param now picks that start at once, in order
  /// @param millis from now on until the last end
  /// @param last the job that ends last; null where there is none
  /// @param placed how many could be placed at all
  record Result(List<Pick> now, double millis, @Nullable Job last, int placed) {}

  /// @param order in which waiting picks are looked at
  static Result of(Situation situation, List<Pick> order) {
    List<Pick> waiting = order;
    Map<Lane, Integer> awaited = new EnumMap<>(Lane.class);
    waiting.forEach(pick -> awaited.merge(pick.lane(), 1, Integer::sum));
    Flow flow = Flow.on(situation.machine());
    Map<FlowingBuild, Lane> berths = new HashMap<>();
    for (Running running : situation.running()) {
      berths.put(flow.resume(running, situation.costs(), situation.now()), running.lane());
    }
    LoadLine line = LoadLine.of(situation, false);
    Set<String> finished = new HashSet<>(situation.finished());
    List<Pick> starts = new ArrayList<>();
    @Nullable Job last = null;
    int placed = 0;
    boolean first = true;
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
        FlowingBuild build =
            flow.begin(pick.job(), pick.job().work(), pick.option(), situation.costs());
        berths.put(build, berth);
        placed++;
        if (first) {
          starts.add(new Pick(pick.job(), pick.option(), berth));
        }
      }
      first = false;
      waiting = left;
      if (flow.idle()) {
        return new Result(starts, flow.nowMillis(), last, placed);
      }
      for (FlowingBuild build : flow.next()) {
        if (build.ended()) {
          last = build.job();
          finished.add(build.job().id());
          line.release(build.job(), build.option(), berths.getOrDefault(build, Lane.SMALL));
        } else {
          line.sorted(build.option());
        }
      }
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

  /// Places in the list, longest first.
  static int[] longestFirst(List<Pick> picks) {
    Map<QualifiedName, Long> byTable = new HashMap<>();
    for (Pick pick : picks) {
      byTable.merge(pick.job().table(), pick.option().elapsed().toNanos(), Long::sum);
    }
    return IntStream.range(0, picks.size())
        .boxed()
        .sorted(
            Comparator.comparing(
                picks::get,
                Comparator.comparingLong(
                        (Pick pick) -> byTable.getOrDefault(pick.job().table(), 0L))
                    .reversed()
                    .thenComparing(
                        Comparator.comparing((Pick p) -> p.option().elapsed()).reversed())
                    .thenComparing(pick -> pick.job().table())
                    .thenComparing(pick -> pick.job().id())))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
