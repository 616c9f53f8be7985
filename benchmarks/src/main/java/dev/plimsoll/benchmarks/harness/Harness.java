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

/// Runs the contenders in interleaved rounds, so that whatever else the machine does meanwhile hits
/// all of them. Each round has an order of its own: nobody always follows the same one, whose dirty
/// pages and warm caches he would inherit.
public final class Harness {
  // Work of a millisecond fills no seconds, but says enough.
  private static final int MOST_REPETITIONS = 100;

  private final LongSupplier nanoClock;
  private final Random order;
  private final Consumer<String> say;

  /// @param nanoClock for example [System#nanoTime]
  /// @param seed of the orders: the same gives the same ones again
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
    for (int round = 1; round <= rounds.warmUps(); round++) {
      round(contenders, unit, rounds, round, true, runs);
    }
    for (int round = 1; round <= rounds.counted(); round++) {
      round(contenders, unit, rounds, round, false, runs);
    }
    return Outcome.of(contenders, runs);
  }

  private void round(
      List<Contender> contenders,
      String unit,
      Rounds rounds,
      int round,
      boolean warmUp,
      List<Run> runs)
      throws Exception {
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

  private List<Repetition> repeat(Contender contender, Duration least) throws Exception {
    List<Repetition> repetitions = new ArrayList<>();
    long spent = 0;
    do {
      Repetition once = once(contender);
      repetitions.add(once);
      spent += once.nanos();
    } while (spent < least.toNanos() && repetitions.size() < MOST_REPETITIONS);
    return repetitions;
  }

  private Repetition once(Contender contender) throws Exception {
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
    return new Repetition(done.amount(), nanos, done.figures());
  }
}
