package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import java.util.Objects;

/// What a way does in the closed loop, as it did when it was last measured: open loops offer a
/// share of it.
final class MeasuredCapacity implements Work {
  private final EndToEnd closedLoop;
  private double latest = Double.NaN;

  MeasuredCapacity(EndToEnd closedLoop) {
    this.closedLoop = closedLoop;
  }

  @Override
  public void prepare() throws Exception {
    closedLoop.prepare();
  }

  @Override
  public Done run() throws Exception {
    Done done = closedLoop.run();
    latest = done.amount() / (Objects.requireNonNull(done.took()).toNanos() / 1e9);
    return done;
  }

  /// Measured now where it never was before.
  double batchesPerSecond() throws Exception {
    if (Double.isNaN(latest)) {
      prepare();
      run();
    }
    return latest;
  }
}
