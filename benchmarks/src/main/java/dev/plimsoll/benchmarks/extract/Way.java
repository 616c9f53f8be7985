package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.contracts.sync.ExtractRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the service is asked to read a table.
///
/// @param strategy by its name
/// @param workers on one table; null for the service's number
record Way(String strategy, @Nullable Integer workers) {
  static final Way AUTO = new Way("auto", null);
  static final Way ONE_BLOCKS = new Way("blocks", 1);
  static final Way TWO_BLOCKS = new Way("blocks", 2);
  static final Way KEYSET = new Way("keyset", null);
  static final Way STREAM = new Way("stream", null);
  static final Way FIXED = new Way("fixed", null);
  static final Way EARLY_TERMINATION = new Way("early-termination", null);
  static final Way ADAPTIVE = new Way("adaptive", null);

  private static final List<Way> OF_POSTGRES =
      List.of(FIXED, EARLY_TERMINATION, ADAPTIVE, STREAM, KEYSET, ONE_BLOCKS, TWO_BLOCKS);

  /// With one worker and with two, whichever strategy the service may have for it.
  private static final List<Way> OF_MARIADB =
      List.of(
          FIXED,
          EARLY_TERMINATION,
          ADAPTIVE,
          new Way("stream", 1),
          new Way("stream", 2),
          new Way("keyset", 1),
          new Way("keyset", 2));

  /// All that a table is tried with; what the service refuses is left out then.
  static List<Way> of(Dialect dialect, Shape shape) {
    if (dialect == Dialect.MARIADB) {
      return OF_MARIADB;
    }
    if (shape != Shape.SEED_ONE) {
      return OF_POSTGRES;
    }
    // What somebody gets who asks for nothing.
    List<Way> ways = new ArrayList<>(OF_POSTGRES);
    ways.add(AUTO);
    return ways;
  }

  String label() {
    return workers == null
        ? strategy
        : "%s, %d worker%s".formatted(strategy, workers, workers == 1 ? "" : "s");
  }

  /// Reads by windows of ids, rows or not.
  boolean isBaseline() {
    return equals(FIXED) || equals(EARLY_TERMINATION) || equals(ADAPTIVE);
  }

  /// @param target null for an extract alone
  /// @param proven each file is compared with the source
  ExtractRequest request(String source, Shape shape, @Nullable String target, boolean proven) {
    return new ExtractRequest(
        source,
        List.of(shape.table().toString()),
        target,
        strategy,
        null,
        workers,
        proven ? "source" : null,
        null,
        null);
  }
}
