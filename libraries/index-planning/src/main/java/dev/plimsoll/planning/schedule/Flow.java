package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.planning.schedule.SchedulerState.Running;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// A simulation of concurrent builds from one end of a phase to the next. Runnable processes share
/// the cores evenly, builds share the disk fairly, and the pool of workers is first come, first
/// served.
///
/// Idle cores of a build that waits for the disk are not given to others within a step, which is a
/// little pessimistic where both are short.
public final class Flow {
  private final int cores;
  private final int poolWorkers;
  private final double diskBytesPerMilli;
  private final List<FlowingBuild> running = new ArrayList<>();
  private double nowMillis;

  /// @param poolWorkers of the whole server
  public Flow(Capacity capacity, int poolWorkers) {
    this.cores = capacity.cores();
    this.poolWorkers = poolWorkers;
    this.diskBytesPerMilli = capacity.limits().diskBytesPerSecond() / 1_000.0;
  }

  public double nowMillis() {
    return nowMillis;
  }

  public boolean idle() {
    return running.isEmpty();
  }

  /// Starts a build with the workers that the pool has left.
  ///
  /// @param work its real work, which may differ from the job's
  public FlowingBuild begin(Job job, BuildWork work, BuildOption option, BuildCosts costs) {
    int held = running.stream().mapToInt(FlowingBuild::workersHeld).sum();
    int launched = Math.clamp(poolWorkers - held, 0, option.workers());
    FlowingBuild build = new FlowingBuild(job, work, option, launched, costs, nowMillis);
    running.add(build);
    return build;
  }

  /// Adds a running build at its predicted progress.
  public FlowingBuild resume(Running under, BuildCosts costs, Duration now) {
    double millis = Math.max(0, now.minus(under.start()).toNanos() / 1e6);
    FlowingBuild build =
        new FlowingBuild(
            under.job(),
            under.job().work(),
            under.option(),
            under.option().workers(),
            costs,
            nowMillis - millis);
    build.skip(millis, under.sorted());
    running.add(build);
    return build;
  }

  /// Advances to the next end of a sort or a build.
  ///
  /// @return builds with that end
  public List<FlowingBuild> next() {
    List<FlowingBuild> changed = step();
    while (changed.isEmpty()) {
      changed = step();
    }
    return changed;
  }

  private List<FlowingBuild> step() {
    double[] speeds = speeds();
    double millis = Double.MAX_VALUE;
    for (int i = 0; i < speeds.length; i++) {
      millis = Math.min(millis, running.get(i).millisLeft(speeds[i]));
    }
    nowMillis += millis;
    List<FlowingBuild> changed = new ArrayList<>();
    for (int i = 0; i < speeds.length; i++) {
      FlowingBuild build = running.get(i);
      boolean ends = build.millisLeft(speeds[i]) <= millis;
      if (build.advance(millis, speeds[i], ends)) {
        changed.add(build);
      }
    }
    running.removeIf(FlowingBuild::ended);
    return changed;
  }

  private double[] speeds() {
    int runnable = 0;
    for (FlowingBuild build : running) {
      runnable += build.runnable();
    }
    double share = Math.min(1, (double) cores / runnable);
    double[] speeds = new double[running.size()];
    for (int i = 0; i < speeds.length; i++) {
      speeds[i] = running.get(i).speed(share);
    }
    if (diskBytesPerMilli > 0) {
      shareDisk(speeds);
    }
    return speeds;
  }

  /// A build that wants less than an even share gets it all, and others share the rest.
  private void shareDisk(double[] speeds) {
    Integer[] byDemand = new Integer[speeds.length];
    Arrays.setAll(byDemand, i -> i);
    Arrays.sort(byDemand, Comparator.comparingDouble(i -> speeds[i] * running.get(i).diskBytes()));
    double left = diskBytesPerMilli;
    for (int i = 0; i < byDemand.length; i++) {
      int build = byDemand[i];
      double wanted = speeds[build] * running.get(build).diskBytes();
      double given = Math.min(wanted, left / (byDemand.length - i));
      if (wanted > given) {
        speeds[build] *= given / wanted;
      }
      left -= given;
    }
  }
}
