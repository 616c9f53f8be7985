package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import java.util.Objects;

/// Work at full pace, and its rate when it was last measured: open loops offer a share of it.
public final class MeasuredCapacity implements Work {
  private final Work fullPace;
  private double latest = Double.NaN;

  /// A rate that is offered, asked anew for each run.
  @FunctionalInterface
  public interface Rate {
    /// Units a second; 0 for as many as can be.
    double perSecond() throws Exception;
  }

  /// @param fullPace says itself how long it took
  public MeasuredCapacity(Work fullPace) {
    this.fullPace = fullPace;
  }

  @Override
  public void prepare() throws Exception {
    fullPace.prepare();
  }

  @Override
  public Done run() throws Exception {
    Done done = fullPace.run();
    latest = done.amount() / (Objects.requireNonNull(done.took()).toNanos() / 1e9);
    return done;
  }

  /// A share of the capacity, which is measured now where it never was before.
  public Rate share(double share) {
    return () -> {
      if (Double.isNaN(latest)) {
        prepare();
        run();
      }
      return share * latest;
    };
  }
}
