package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.materialize.ProcessedFlagSequencer.Variant;
import dev.plimsoll.offsetlog.assignment.RunSize;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Competitor of the benchmark.
///
/// @param amount of events in the closed loop
record Competitor(String name, Role role, Amount amount, Sequencer sequencer) {
  /// Events of the closed loop: enough for 2 or 3 s, so that begin and end hardly count.
  record Amount(long full, long quick) {
    private static final Amount SLOW = new Amount(100_000, 10_000);
    private static final Amount SLOWEST = new Amount(15_000, 5_000);
    private static final Amount FAST = new Amount(200_000, 40_000);

    private static final Amount FASTEST = new Amount(600_000, 40_000);

    long events(boolean inAHurry) {
      return inAHurry ? quick : full;
    }
  }

  /// The best rival that gives offsets later; ours is compared with it everywhere.
  static final Competitor SEED = seed("seed 2, its best", Role.BASELINE, Variant.BEST);

  static final Competitor SEED_AS_IT_IS = seed("seed 2", Role.SUBJECT, Variant.PLAIN);
  static final Competitor SEED_PARTIAL =
      seed("seed 2 + partial", Role.SUBJECT, Variant.PARTIAL_INDEX);

  /// The best rival that answers offsets.
  static final Competitor ROW_BY_ROW =
      subject("row by row, shared", Amount.SLOWEST, new RowByRowCommit(true));

  static final Competitor ROW_BY_ROW_ALONE =
      subject("row by row", Amount.SLOWEST, new RowByRowCommit(false));
  static final Competitor BARE =
      new Competitor(
          "INSERT, shared", Role.CEILING, Amount.FASTEST, new BareRows(BareRows.How.SHARED_INSERT));

  // The service's default.
  private static final Supplier<RunSize> ADAPTIVE =
      () -> new RunSize.Adaptive(64_000, Duration.ofMillis(250));
  static final Competitor ASYNCHRONOUS =
      subject("ours, async", Amount.FASTEST, new AsynchronousLog(ADAPTIVE));
  static final Competitor RETAINED =
      subject("ours + retention", Amount.FASTEST, new RetainedLog(ADAPTIVE));
  static final Competitor SYNCHRONOUS = subject("ours, sync", Amount.FAST, new SynchronousLog());

  /// All forms of seed 2.
  static final List<Competitor> SEEDS =
      List.of(
          SEED,
          SEED_AS_IT_IS,
          SEED_PARTIAL,
          seed("seed 2 + index", Role.SUBJECT, Variant.INDEXED),
          seed("seed 2 recursive", Role.SUBJECT, Variant.RECURSIVE));

  static final List<Competitor> ALL =
      Stream.concat(
              SEEDS.stream(),
              Stream.of(
                  ROW_BY_ROW,
                  ROW_BY_ROW_ALONE,
                  ASYNCHRONOUS,
                  subject(
                      "ours, fixed runs",
                      Amount.FASTEST,
                      new AsynchronousLog(() -> new RunSize.Fixed(1_000))),
                  subject(
                      "ours, by time",
                      Amount.FASTEST,
                      new AsynchronousLog(() -> new RunSize.ByTime(Duration.ofMillis(5)))),
                  SYNCHRONOUS,
                  subject("COPY, shared", Amount.FASTEST, new BareRows(BareRows.How.SHARED_COPY)),
                  subject("INSERT", Amount.FASTEST, new BareRows(BareRows.How.INSERT)),
                  BARE))
          .toList();

  private static Competitor seed(String name, Role role, Variant variant) {
    return new Competitor(name, role, Amount.SLOW, new ProcessedFlagSequencer(variant));
  }

  private static Competitor subject(String name, Amount amount, Sequencer sequencer) {
    return new Competitor(name, Role.SUBJECT, amount, sequencer);
  }
}
