package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.materialize.SeedSequencer.Variant;
import java.util.List;

/// Who takes part.
///
/// @param everywhere in every scenario; the others where nothing else is asked than that they are
///     measured
/// @param fast gets through so much more in the same time that it is given more to do
record Way(String name, Role role, boolean everywhere, boolean fast, Sequencer sequencer) {
  static final Way SEED =
      new Way("seed 2", Role.BASELINE, true, false, new SeedSequencer(Variant.PLAIN));
  static final Way ROW_BY_ROW =
      new Way("row by row", Role.SUBJECT, true, false, new RowByRowCommit());
  static final Way ASYNCHRONOUS =
      new Way("ours, async", Role.SUBJECT, true, true, new OffsetLogSequencer());

  /// Ours, synchronous, belongs here as soon as there is such a door.
  static final List<Way> ALL =
      List.of(
          SEED,
          new Way("seed 2 + index", Role.SUBJECT, false, false, new SeedSequencer(Variant.INDEXED)),
          new Way(
              "seed 2 recursive", Role.SUBJECT, false, false, new SeedSequencer(Variant.RECURSIVE)),
          new Way(
              "seed 2 + partial",
              Role.SUBJECT,
              false,
              false,
              new SeedSequencer(Variant.PARTIAL_INDEX)),
          ROW_BY_ROW,
          ASYNCHRONOUS,
          new Way("COPY", Role.SUBJECT, false, true, new BareRows(true)),
          new Way("INSERT", Role.CEILING, true, true, new BareRows(false)));
}
