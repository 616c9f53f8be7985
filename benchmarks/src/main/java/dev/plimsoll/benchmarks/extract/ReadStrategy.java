package dev.plimsoll.benchmarks.extract;

import dev.plimsoll.contracts.sync.ExtractRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The strategy by which the service is asked to read a table.
///
/// @param strategy by its name
/// @param workers on one table; null for the service's number
record ReadStrategy(String strategy, @Nullable Integer workers) {
  static final ReadStrategy AUTO = new ReadStrategy("auto", null);
  static final ReadStrategy ONE_BLOCKS = new ReadStrategy("blocks", 1);
  static final ReadStrategy TWO_BLOCKS = new ReadStrategy("blocks", 2);
  static final ReadStrategy KEYSET = new ReadStrategy("keyset", null);
  static final ReadStrategy STREAM = new ReadStrategy("stream", null);
  static final ReadStrategy FIXED = new ReadStrategy("fixed", null);
  static final ReadStrategy EARLY_TERMINATION = new ReadStrategy("early-termination", null);
  static final ReadStrategy ADAPTIVE = new ReadStrategy("adaptive", null);

  private static final List<ReadStrategy> OF_POSTGRES =
      List.of(FIXED, EARLY_TERMINATION, ADAPTIVE, STREAM, KEYSET, ONE_BLOCKS, TWO_BLOCKS);

  /// With one worker and with two, whichever strategy the service may have for it.
  private static final List<ReadStrategy> OF_MARIADB =
      List.of(
          FIXED,
          EARLY_TERMINATION,
          ADAPTIVE,
          new ReadStrategy("stream", 1),
          new ReadStrategy("stream", 2),
          new ReadStrategy("keyset", 1),
          new ReadStrategy("keyset", 2));

  /// All that a table is tried with; what the service refuses is left out then.
  static List<ReadStrategy> of(Dialect dialect, TableShape shape) {
    if (dialect == Dialect.MARIADB) {
      return OF_MARIADB;
    }
    if (shape != TableShape.SEED_ONE) {
      return OF_POSTGRES;
    }
    // What somebody gets who asks for nothing.
    List<ReadStrategy> ways = new ArrayList<>(OF_POSTGRES);
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
  ExtractRequest request(String source, TableShape shape, @Nullable String target, boolean proven) {
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
