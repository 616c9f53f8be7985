package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.materialize.SeedSequencer.Variant;
import dev.plimsoll.offsetlog.assignment.RunSize;
import java.time.Duration;
import java.util.List;

/// Who takes part.
///
/// @param everywhere in every scenario; the others where nothing else is asked than that they are
///     measured
/// @param amount that it is given to do
record Way(String name, Role role, boolean everywhere, Amount amount, Sequencer sequencer) {
  static final Way SEED =
      new Way("seed 2", Role.BASELINE, true, Amount.SLOW, new SeedSequencer(Variant.PLAIN));
  static final Way ROW_BY_ROW =
      new Way("row by row", Role.SUBJECT, true, Amount.SLOWEST, new RowByRowCommit());
  // As the service has it where nothing else is said.
  private static final int MOST_OF_A_RUN = 64_000;
  private static final Duration LONGEST_RUN = Duration.ofMillis(250);

  static final Way ASYNCHRONOUS =
      new Way(
          "ours, async",
          Role.SUBJECT,
          true,
          Amount.FASTEST,
          new AsynchronousLog(() -> new RunSize.Adaptive(MOST_OF_A_RUN, LONGEST_RUN)));
  static final Way RETAINED =
      new Way(
          "ours + retention",
          Role.SUBJECT,
          false,
          Amount.FASTEST,
          new RetainedLog(() -> new RunSize.Adaptive(MOST_OF_A_RUN, LONGEST_RUN)));
  static final Way SYNCHRONOUS =
      new Way("ours, sync", Role.SUBJECT, true, Amount.FAST, new SynchronousLog());

  static final List<Way> ALL =
      List.of(
          SEED,
          new Way(
              "seed 2 + index",
              Role.SUBJECT,
              false,
              Amount.SLOW,
              new SeedSequencer(Variant.INDEXED)),
          new Way(
              "seed 2 recursive",
              Role.SUBJECT,
              false,
              Amount.SLOW,
              new SeedSequencer(Variant.RECURSIVE)),
          new Way(
              "seed 2 + partial",
              Role.SUBJECT,
              false,
              Amount.SLOW,
              new SeedSequencer(Variant.PARTIAL_INDEX)),
          ROW_BY_ROW,
          ASYNCHRONOUS,
          new Way(
              "ours, fixed runs",
              Role.SUBJECT,
              false,
              Amount.FASTEST,
              new AsynchronousLog(() -> new RunSize.Fixed(1_000))),
          new Way(
              "ours, by time",
              Role.SUBJECT,
              false,
              Amount.FASTEST,
              new AsynchronousLog(() -> new RunSize.ByTime(Duration.ofMillis(5)))),
          SYNCHRONOUS,
          new Way("COPY", Role.SUBJECT, false, Amount.FASTEST, new BareRows(true)),
          new Way("INSERT", Role.CEILING, true, Amount.FASTEST, new BareRows(false)));
}
