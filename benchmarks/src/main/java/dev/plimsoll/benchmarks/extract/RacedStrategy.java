package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.FilesRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.ReadingRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Extract strategy as a contender.
///
/// @param workers on one table; null for the service's number
record RacedStrategy(String strategy, @Nullable Integer workers) {
  static final RacedStrategy AUTO = new RacedStrategy("auto", null);
  static final RacedStrategy ONE_BLOCKS = new RacedStrategy("blocks", 1);
  static final RacedStrategy TWO_BLOCKS = new RacedStrategy("blocks", 2);
  static final RacedStrategy KEYSET = new RacedStrategy("keyset", null);
  static final RacedStrategy STREAM = new RacedStrategy("stream", null);
  static final RacedStrategy FIXED = new RacedStrategy("fixed", null);
  static final RacedStrategy EARLY_TERMINATION = new RacedStrategy("early-termination", null);
  static final RacedStrategy ADAPTIVE = new RacedStrategy("adaptive", null);

  private static final List<RacedStrategy> OF_POSTGRES =
      List.of(FIXED, EARLY_TERMINATION, ADAPTIVE, STREAM, KEYSET, ONE_BLOCKS, TWO_BLOCKS);

  private static final List<RacedStrategy> OF_MARIADB =
      List.of(
          FIXED,
          EARLY_TERMINATION,
          ADAPTIVE,
          new RacedStrategy("stream", 1),
          new RacedStrategy("stream", 2),
          new RacedStrategy("keyset", 1),
          new RacedStrategy("keyset", 2));

  /// All strategies to try on a table; those that the service refuses are left out later.
  static List<RacedStrategy> of(Dialect dialect, TableShape shape) {
    if (dialect == Dialect.MARIADB) {
      return OF_MARIADB;
    }
    if (shape != TableShape.SEED_ONE) {
      return OF_POSTGRES;
    }
    // The service's default.
    List<RacedStrategy> ways = new ArrayList<>(OF_POSTGRES);
    ways.add(AUTO);
    return ways;
  }

  /// The contender's label among those of a table.
  String in(String group) {
    return group + ": " + label();
  }

  String label() {
    return workers == null
        ? strategy
        : "%s, %d worker%s".formatted(strategy, workers, workers == 1 ? "" : "s");
  }

  /// Whether it reads by windows of ids, with rows or without.
  boolean isBaseline() {
    return equals(FIXED) || equals(EARLY_TERMINATION) || equals(ADAPTIVE);
  }

  /// @param target null for an extract alone
  /// @param proven each file is compared with the source
  ExtractRequest request(String source, TableShape shape, @Nullable String target, boolean proven) {
    return new ExtractRequest(
        source,
        List.of(shape.table().toString()),
        target,
        null,
        new ReadingRequest(strategy, null, workers),
        new FilesRequest(null, null, null, proven ? "source" : null),
        null,
        null,
        null);
  }
}
