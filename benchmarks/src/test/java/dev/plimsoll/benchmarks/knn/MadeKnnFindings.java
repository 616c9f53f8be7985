package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.knn.KnnFindings.Indexed;
import dev.plimsoll.benchmarks.knn.KnnFindings.Millis;
import dev.plimsoll.benchmarks.knn.KnnFindings.Partitioned;
import dev.plimsoll.benchmarks.knn.KnnFindings.Sized;
import dev.plimsoll.benchmarks.knn.KnnFindings.Timed;
import java.util.ArrayList;
import java.util.List;

/// Findings that nobody measured.
final class MadeKnnFindings {
  private MadeKnnFindings() {}

  /// A database with pgvector.
  static KnnFindings of(List<Sized> sizes, Partitioned... partitioned) {
    return new KnnFindings("vector", "0.8.0", 2, 7, sizes, List.of(partitioned));
  }

  /// @param one millisecond p50 of one statement
  /// @param planned of PostgreSQL's parallel plan; NaN where it chose none
  /// @param service of the query-service by two sessions
  static Sized sized(int rows, double one, double planned, double service) {
    List<Timed> contenders = new ArrayList<>();
    contenders.add(timed(KnnFindings.ONE, 1, one));
    contenders.add(timed(KnnFindings.PARALLEL, 1, Double.isNaN(planned) ? one : planned));
    contenders.add(timed(KnnFindings.SERVICE, 2, service));
    return new Sized(rows, 20, !Double.isNaN(planned), contenders, List.of(), 0, null, true);
  }

  static Sized differing(int rows) {
    Sized same = sized(rows, 1, Double.NaN, 1);
    return new Sized(
        rows,
        20,
        false,
        same.contenders(),
        List.of("query-service, memory: too large"),
        3,
        "query-service, exact found [1], not [2]",
        false);
  }

  static Partitioned partitioned(int partitions, double index, double merged, double service) {
    return new Partitioned(
        100_000,
        partitions,
        20,
        0.95,
        "Merge Append",
        List.of(
            new Indexed(timed(KnnFindings.ONE_INDEX, 1, index), 40, 0.96),
            new Indexed(timed(KnnFindings.MERGE_APPEND, 1, merged), 10, 0.97),
            new Indexed(timed(KnnFindings.SERVICE_INDEX, 2, service), 12, 0.95)));
  }

  private static Timed timed(String name, int workers, double millis) {
    return new Timed(name, workers, "so", new Millis(millis, 2 * millis, 3 * millis));
  }
}
