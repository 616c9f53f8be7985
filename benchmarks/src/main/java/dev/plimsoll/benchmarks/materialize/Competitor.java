package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.materialize.ProcessedFlagSequencer.Variant;
import dev.plimsoll.offsetlog.assignment.RunSize;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// A competitor of the benchmark.
///
/// @param amount that it is given to do in the closed loop
record Competitor(String name, Role role, Amount amount, Sequencer sequencer) {
  /// The best rival that gives offsets later: what ours is held against everywhere.
  static final Competitor SEED =
      new Competitor(
          "seed 2, its best", Role.BASELINE, Amount.SLOW, new ProcessedFlagSequencer(Variant.BEST));
  static final Competitor SEED_AS_IT_IS =
      new Competitor(
          "seed 2", Role.SUBJECT, Amount.SLOW, new ProcessedFlagSequencer(Variant.PLAIN));
  static final Competitor SEED_PARTIAL =
      new Competitor(
          "seed 2 + partial",
          Role.SUBJECT,
          Amount.SLOW,
          new ProcessedFlagSequencer(Variant.PARTIAL_INDEX));

  /// The best rival that answers offsets.
  static final Competitor ROW_BY_ROW =
      new Competitor("row by row, shared", Role.SUBJECT, Amount.SLOWEST, new RowByRowCommit(true));
  static final Competitor ROW_BY_ROW_ALONE =
      new Competitor("row by row", Role.SUBJECT, Amount.SLOWEST, new RowByRowCommit(false));
  static final Competitor BARE =
      new Competitor(
          "INSERT, shared", Role.CEILING, Amount.FASTEST, new BareRows(BareRows.How.SHARED_INSERT));

  // As the service has it where nothing else is said.
  private static final int MOST_OF_A_RUN = 64_000;
  private static final Duration LONGEST_RUN = Duration.ofMillis(250);

  static final Competitor ASYNCHRONOUS =
      new Competitor(
          "ours, async",
          Role.SUBJECT,
          Amount.FASTEST,
          new AsynchronousLog(() -> new RunSize.Adaptive(MOST_OF_A_RUN, LONGEST_RUN)));
  static final Competitor RETAINED =
      new Competitor(
          "ours + retention",
          Role.SUBJECT,
          Amount.FASTEST,
          new RetainedLog(() -> new RunSize.Adaptive(MOST_OF_A_RUN, LONGEST_RUN)));
  static final Competitor SYNCHRONOUS =
      new Competitor("ours, sync", Role.SUBJECT, Amount.FAST, new SynchronousLog());

  /// All forms of seed 2.
  static final List<Competitor> SEEDS =
      List.of(
          SEED,
          SEED_AS_IT_IS,
          SEED_PARTIAL,
          new Competitor(
              "seed 2 + index",
              Role.SUBJECT,
              Amount.SLOW,
              new ProcessedFlagSequencer(Variant.INDEXED)),
          new Competitor(
              "seed 2 recursive",
              Role.SUBJECT,
              Amount.SLOW,
              new ProcessedFlagSequencer(Variant.RECURSIVE)));

  static final List<Competitor> ALL =
      Stream.concat(
              SEEDS.stream(),
              Stream.of(
                  ROW_BY_ROW,
                  ROW_BY_ROW_ALONE,
                  ASYNCHRONOUS,
                  new Competitor(
                      "ours, fixed runs",
                      Role.SUBJECT,
                      Amount.FASTEST,
                      new AsynchronousLog(() -> new RunSize.Fixed(1_000))),
                  new Competitor(
                      "ours, by time",
                      Role.SUBJECT,
                      Amount.FASTEST,
                      new AsynchronousLog(() -> new RunSize.ByTime(Duration.ofMillis(5)))),
                  SYNCHRONOUS,
                  new Competitor(
                      "COPY, shared",
                      Role.SUBJECT,
                      Amount.FASTEST,
                      new BareRows(BareRows.How.SHARED_COPY)),
                  new Competitor(
                      "INSERT", Role.SUBJECT, Amount.FASTEST, new BareRows(BareRows.How.INSERT)),
                  BARE))
          .toList();
}
