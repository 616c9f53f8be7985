package dev.plimsoll.planning.strategy;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.job.ClaimRequest.Order;
import dev.plimsoll.contracts.job.Precedence;
import dev.plimsoll.planning.schedule.Flow;
import dev.plimsoll.planning.schedule.FlowingBuild;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LoadLine;
import dev.plimsoll.planning.schedule.SchedulerState;
import dev.plimsoll.planning.schedule.SchedulerState.Running;
import dev.plimsoll.planning.sizing.BuildOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// List scheduling from this moment on: whenever a build or its sort ends, the longest one that
/// fits starts. Builds of one table cannot overlap, so each counts as long as all of them.
final class Lookahead {
  private Lookahead() {}

  record Pick(Job job, BuildOption option, Lane lane) {}

  /// @param now immediate starts, in order
  /// @param last job to end; null for none
  /// @param placed number of placed builds
  record Result(List<Pick> now, double millis, @Nullable Job last, int placed) {}

  /// Immediate starts, in order: the first step of [#of].
  static List<Pick> starts(SchedulerState situation, LoadLine line, List<Pick> order) {
    return new Walk(situation, line, order).step();
  }

  /// @param line use of the load line now
  /// @param order of the waiting picks
  static Result of(SchedulerState situation, LoadLine line, List<Pick> order) {
    Walk walk = new Walk(situation, line, order);
    List<Pick> starts = walk.step();
    while (walk.next()) {
      walk.step();
    }
    return new Result(starts, walk.flow.nowMillis(), walk.last, walk.placed);
  }

  /// A walk from one end of a build or its sort to the next.
  private static final class Walk {
    private final SchedulerState situation;
    private final LinkedList<Pick> waiting;
    private final Map<Lane, Integer> awaited = new EnumMap<>(Lane.class);
    private final Flow flow;
    private final Map<FlowingBuild, Lane> slots = new HashMap<>();
    private final LoadLine line;
    private final Set<String> finished = new HashSet<>();
    private @Nullable Job last;
    private int placed;

    Walk(SchedulerState situation, LoadLine line, List<Pick> order) {
      this.situation = situation;
      this.waiting = new LinkedList<>(order);
      this.flow = new Flow(situation.machine().capacity(), situation.machine().serverWorkers());
      this.line = line.copy();
      waiting.forEach(pick -> awaited.merge(pick.lane(), 1, Integer::sum));
      for (Running running : situation.running()) {
        slots.put(flow.resume(running, situation.costs(), situation.now()), running.lane());
      }
    }

    List<Pick> step() {
      List<Pick> starts = new ArrayList<>();
      // Most of the time there is no room, and no pick needs a look.
      for (Iterator<Pick> left = waiting.iterator(); line.hasRoom() && left.hasNext(); ) {
        Pick pick = left.next();
        @Nullable Lane slot = slot(pick);
        if (slot != null) {
          left.remove();
          line.take(pick.job(), pick.option(), slot);
          FlowingBuild build =
              flow.begin(pick.job(), pick.job().work(), pick.option(), situation.costs());
          slots.put(build, slot);
          placed++;
          starts.add(new Pick(pick.job(), pick.option(), slot));
        }
      }
      return starts;
    }

    private @Nullable Lane slot(Pick pick) {
      if (!isReady(pick.job()) || !line.admits(pick.job(), pick.option())) {
        return null;
      }
      awaited.merge(pick.lane(), -1, Integer::sum);
      @Nullable Lane slot = line.slot(pick.lane(), lanes(awaited));
      if (slot == null) {
        awaited.merge(pick.lane(), 1, Integer::sum);
      }
      return slot;
    }

    private boolean isReady(Job job) {
      for (String id : job.blockedBy()) {
        if (!finished.contains(id) && !situation.finished().contains(id)) {
          return false;
        }
      }
      return true;
    }

    boolean next() {
      if (flow.idle()) {
        return false;
      }
      for (FlowingBuild build : flow.next()) {
        if (build.ended()) {
          last = build.job();
          finished.add(build.job().id());
          line.release(build.job(), build.option(), slots.getOrDefault(build, Lane.SMALL));
        } else {
          line.sorted(build.option());
        }
      }
      return true;
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

  /// Places in the list, in the ready queue's order. Builds of one table cannot overlap, so each
  /// counts as long as all of them.
  static int[] ordered(List<Pick> picks, Order order) {
    Map<QualifiedName, Duration> byTable = new HashMap<>();
    for (Pick pick : picks) {
      byTable.merge(pick.job().table(), pick.option().elapsed(), Duration::plus);
    }
    Comparator<Pick> first =
        Comparator.comparing(
                (Pick pick) ->
                    precedence(pick, byTable.getOrDefault(pick.job().table(), Duration.ZERO)),
                Precedence.by(order))
            .thenComparing(Comparator.comparing((Pick pick) -> pick.option().elapsed()).reversed())
            .thenComparing(pick -> pick.job().table())
            .thenComparing(pick -> pick.job().id());
    return IntStream.range(0, picks.size())
        .boxed()
        .sorted(Comparator.comparing(picks::get, first))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// Builds of another priority are chosen apart, and none has a GPU.
  private static Precedence precedence(Pick pick, Duration runtime) {
    return new Precedence(0, 0, runtime, pick.option().memoryBytes());
  }
}
