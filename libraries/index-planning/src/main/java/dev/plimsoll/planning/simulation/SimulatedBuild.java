package dev.plimsoll.planning.simulation;

import dev.plimsoll.planning.calibration.Observation;
import dev.plimsoll.planning.schedule.Running;
import dev.plimsoll.planning.schedule.Schedule.Placement;
import dev.plimsoll.planning.schedule.Start;
import dev.plimsoll.planning.sizing.BuildCosts.Phases;
import dev.plimsoll.planning.sizing.BuildWork;
import java.time.Duration;

/// A build on its way through its phases: start, scan and sort, merge and load, validation.
final class SimulatedBuild {
  private static final int SORT = 1;
  private static final int PHASES = 4;

  private final Start start;
  private final int workersLaunched;
  private final double startMillis;
  private final double[] cpuMillis;
  private final double[] diskBytes;
  private final double[] elapsedMillis = new double[PHASES];
  private int phase;
  private double left = 1;

  SimulatedBuild(Start start, int workersLaunched, Truth truth, double nowMillis) {
    this.start = start;
    this.workersLaunched = workersLaunched;
    this.startMillis = nowMillis;
    BuildWork work = truth.work(start.job());
    Phases phases = work.phases(truth.costs(), workersLaunched, start.option().passes());
    cpuMillis =
        new double[] {phases.overhead(), phases.sort(), phases.serial(), phases.validation()};
    diskBytes =
        new double[] {
          0,
          work.sortDiskBytes(start.option()),
          work.serialDiskBytes(start.option()),
          work.validationDiskBytes()
        };
  }

  Start start() {
    return start;
  }

  /// Processes that want a core.
  int runnable() {
    return phase == SORT ? workersLaunched + 1 : 1;
  }

  /// Workers that PostgreSQL's pool gets back only when the sort is done.
  int workersHeld() {
    return phase <= SORT ? workersLaunched : 0;
  }

  /// Of the phase, in a millisecond, when each process gets that share of a core.
  double speed(double coreShare) {
    return runnable() * coreShare / Math.max(1e-6, cpuMillis[phase]);
  }

  double diskBytes() {
    return diskBytes[phase];
  }

  double millisLeft(double speed) {
    return left / speed;
  }

  /// @param ends this phase does, whatever rounding says
  /// @return whether the build has ended
  boolean advance(double millis, double speed, boolean ends) {
    elapsedMillis[phase] += millis;
    left -= millis * speed;
    if (ends || left <= 1e-12) {
      phase++;
      left = 1;
    }
    return phase == PHASES;
  }

  Placement placement(double endMillis) {
    return new Placement(
        start.job(),
        start.option(),
        start.lane(),
        duration(startMillis),
        duration(endMillis),
        workersLaunched,
        start.reasoning());
  }

  Running running() {
    return new Running(start.job(), start.option(), start.lane(), duration(startMillis));
  }

  Observation observation(double endMillis) {
    return new Observation(
        start.job().work().key().kind(),
        start.job().work().key().rows(),
        workersLaunched,
        start.option().passes(),
        elapsedMillis[SORT],
        elapsedMillis[SORT + 1],
        elapsedMillis[SORT + 2],
        start.option().elapsed().toNanos() / 1e6,
        endMillis - startMillis);
  }

  static Duration duration(double millis) {
    return Duration.ofNanos(Math.round(millis * 1e6));
  }
}
