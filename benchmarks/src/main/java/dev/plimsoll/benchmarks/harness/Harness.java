package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.cli.text.Amounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Runs the contenders in interleaved rounds, so that whatever else the machine does meanwhile hits
/// all of them. Each round begins with another one.
public final class Harness {
  private final LongSupplier nanoClock;
  private final Consumer<String> say;

  /// @param nanoClock for example [System#nanoTime]
  /// @param say takes a line for each run
  public Harness(LongSupplier nanoClock, Consumer<String> say) {
    this.nanoClock = nanoClock;
    this.say = say;
  }

  /// @param warmUps rounds that do not count, 0 or more
  /// @param rounds that count, 3 or more
  public Outcome measure(List<Contender> contenders, String unit, int warmUps, int rounds)
      throws Exception {
    if (rounds < 3) {
      throw new IllegalArgumentException("a median of fewer than 3 rounds says nothing");
    }
    List<Run> runs = new ArrayList<>();
    for (int round = 1; round <= warmUps; round++) {
      round(contenders, unit, round, true, runs);
    }
    for (int round = 1; round <= rounds; round++) {
      round(contenders, unit, round, false, runs);
    }
    return Outcome.of(contenders, runs);
  }

  private void round(
      List<Contender> contenders, String unit, int round, boolean warmUp, List<Run> runs)
      throws Exception {
    for (int i = 0; i < contenders.size(); i++) {
      Contender contender = contenders.get((i + round - 1) % contenders.size());
      Work work = contender.work();
      work.prepare();
      long begin = nanoClock.getAsLong();
      Done done = work.run();
      long nanos =
          done.took() == null
              ? Math.max(1, nanoClock.getAsLong() - begin)
              : Math.max(1, done.took().toNanos());
      if (!(done.amount() > 0)) {
        throw new IllegalStateException(contender.label() + " did nothing");
      }
      Run run = new Run(contender.label(), round, warmUp, done.amount(), nanos, done.figures());
      runs.add(run);
      say.accept(
          "%s %d  %s: %s %s in %s, %s"
              .formatted(
                  warmUp ? "warm-up" : "round  ",
                  round,
                  contender.label(),
                  Amounts.count(Math.round(done.amount())),
                  unit,
                  Amounts.duration(Duration.ofNanos(nanos)),
                  Amounts.perSecond(run.rate())));
    }
  }
}
