package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import java.util.Objects;

/// Work at full pace with its last measured rate, of which open loops offer a share.
public final class MeasuredCapacity implements Work {
  private final Work fullPace;
  private double latest = Double.NaN;

  /// Offered rate, asked for before each run.
  @FunctionalInterface
  public interface Rate {
    /// Units a second; 0 for as many as can be.
    double perSecond() throws Exception;
  }

  /// @param fullPace returns its own duration
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

  /// Share of the capacity, which is measured first where it never was.
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
