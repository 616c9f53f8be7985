package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.Run.Repetition;
import dev.plimsoll.benchmarks.harness.Setup.Rounds;
import dev.plimsoll.cli.text.Amounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Harness that runs contenders in interleaved rounds, so that other load on the machine hits all
/// of them. Each round has its own order: no contender always inherits the dirty pages and warm
/// caches of the same other.
public final class Harness {

  private final LongSupplier nanoClock;
  private final Random order;
  private final Consumer<String> say;

  /// @param seed of the orders: the same gives the same orders
  /// @param say takes a line for each run
  public Harness(LongSupplier nanoClock, long seed, Consumer<String> say) {
    this.nanoClock = nanoClock;
    this.order = new Random(seed);
    this.say = say;
  }

  /// @throws IllegalArgumentException for fewer than 3 rounds that count
  public Outcome measure(List<Contender> contenders, String unit, Rounds rounds) throws Exception {
    if (rounds.counted() < 3) {
      throw new IllegalArgumentException("a median of fewer than 3 rounds says nothing");
    }
    List<Run> runs = new ArrayList<>();
    for (int i = 1; i <= rounds.warmUps() + rounds.counted(); i++) {
      boolean warmUp = i <= rounds.warmUps();
      int round = warmUp ? i : i - rounds.warmUps();
      List<Contender> shuffled = new ArrayList<>(contenders);
      Collections.shuffle(shuffled, order);
      for (Contender contender : shuffled) {
        Run run = new Run(contender.label(), round, warmUp, repeat(contender, rounds.least()));
        runs.add(run);
        int times = run.repetitions().size();
        say.accept(
            "%s %d  %s: %s %s in %s%s, %s"
                .formatted(
                    warmUp ? "warm-up" : "round  ",
                    round,
                    contender.label(),
                    Amounts.count(Math.round(run.repetitions().getFirst().work())),
                    unit,
                    Figures.seconds(run.secondsOnce()),
                    times == 1 ? "" : ", %d times".formatted(times),
                    Amounts.perSecond(run.rate())));
      }
    }
    return Outcome.of(contenders, runs);
  }

  private List<Repetition> repeat(Contender contender, Duration least) throws Exception {
    List<Repetition> repetitions = new ArrayList<>();
    long spent = 0;
    do {
      Work work = contender.work();
      work.prepare();
      long begin = nanoClock.getAsLong();
      Done done = work.run();
      long took = done.took() == null ? nanoClock.getAsLong() - begin : done.took().toNanos();
      if (!(done.amount() > 0)) {
        throw new IllegalStateException(contender.label() + " did nothing");
      }
      repetitions.add(new Repetition(done.amount(), Math.max(1, took), done.figures()));
      spent += Math.max(1, took);
      // Work of a millisecond never fills seconds: 100 repetitions are enough.
    } while (spent < least.toNanos() && repetitions.size() < 100);
    return repetitions;
  }
}
