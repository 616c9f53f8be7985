package dev.plimsoll.planning.schedule;

import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildCosts.Phases;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildWork;

/// A simulated build in its phases: start, scan and sort, merge and load, validation.
public final class FlowingBuild {
  private static final int SORT = 1;
  private static final int PHASES = 4;

  private final Job job;
  private final BuildOption option;
  private final int workersLaunched;
  private final double startMillis;
  private final double[] cpuMillis;
  private final double[] diskBytes;
  private final double[] elapsedMillis = new double[PHASES];
  private int phase;
  private double left = 1;

  FlowingBuild(
      Job job,
      BuildWork work,
      BuildOption option,
      int workersLaunched,
      BuildCosts costs,
      double startMillis) {
    this.job = job;
    this.option = option;
    this.workersLaunched = workersLaunched;
    this.startMillis = startMillis;
    Phases phases = work.phases(costs, workersLaunched, option.passes(), option.memoryBytes());
    cpuMillis =
        new double[] {phases.overhead(), phases.sort(), phases.serial(), phases.validation()};
    diskBytes =
        new double[] {
          0,
          work.sortDiskBytes(option),
          work.serialDiskBytes(option),
          work.validationDiskBytes(option)
        };
  }

  public Job job() {
    return job;
  }

  public BuildOption option() {
    return option;
  }

  public int workersLaunched() {
    return workersLaunched;
  }

  public double startMillis() {
    return startMillis;
  }

  public double sortMillis() {
    return elapsedMillis[SORT];
  }

  public double serialMillis() {
    return elapsedMillis[SORT + 1];
  }

  public double validationMillis() {
    return elapsedMillis[SORT + 2];
  }

  int runnable() {
    return phase == SORT ? workersLaunched + 1 : 1;
  }

  /// Workers of the pool, which are free only after the sort.
  int workersHeld() {
    return phase <= SORT ? workersLaunched : 0;
  }

  /// Share of the phase in a millisecond, by the share of a core that each process gets.
  double speed(double coreShare) {
    return runnable() * coreShare / Math.max(1e-6, cpuMillis[phase]);
  }

  double diskBytes() {
    return diskBytes[phase];
  }

  double millisLeft(double speed) {
    return left / speed;
  }

  public boolean sorted() {
    return phase > SORT;
  }

  public boolean ended() {
    return phase == PHASES;
  }

  /// @param ends whether the phase ends, whatever rounding says
  /// @return whether the sort or the build has ended
  boolean advance(double millis, double speed, boolean ends) {
    elapsedMillis[phase] += millis;
    left -= millis * speed;
    if (!ends && left > 1e-12) {
      return false;
    }
    phase++;
    left = 1;
    return phase == SORT + 1 || phase == PHASES;
  }

  /// Skips to the progress of an undisturbed build, but never beyond its known phase: one that
  /// outlives its prediction counts as nearly done.
  void skip(double millis, boolean sortEnded) {
    double rest = millis;
    int last = sortEnded ? PHASES - 1 : SORT;
    while (phase < last && (rest >= millisLeft(speed(1)) || (sortEnded && phase <= SORT))) {
      rest = Math.max(0, rest - millisLeft(speed(1)));
      phase++;
      left = 1;
    }
    left = Math.max(0.1, left - rest * speed(1));
  }
}
