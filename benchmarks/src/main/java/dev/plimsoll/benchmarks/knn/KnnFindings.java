package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.harness.Statistics;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was measured.
///
/// @param column type of the vectors' column
/// @param pgvector version; null where the database lacks it
/// @param cores of this machine, as the JVM sees them
/// @param seed of vectors and orders
record KnnFindings(
    String column,
    @Nullable String pgvector,
    int cores,
    long seed,
    List<Sized> sizes,
    List<Partitioned> partitioned) {
  static final String ONE = "one statement";
  static final String PARALLEL = "PostgreSQL's parallel plan";
  static final String SERVICE = "query-service, exact";
  static final String LIBRARY = "its library in process, exact";
  static final String MEMORY = "query-service, memory";
  static final String HALVES = "ceiling: two halves, unmerged";

  static final String ONE_INDEX = "one index, no partitions";
  static final String MERGE_APPEND = "one statement on the parent";
  static final String SERVICE_INDEX = "query-service, index";
  static final String LIBRARY_INDEX = "its library in process, index";

  KnnFindings {
    sizes = List.copyOf(sizes);
    partitioned = List.copyOf(partitioned);
  }

  /// @param p99 by nearest rank: of fewer than 100 rounds the worst
  record Millis(double p50, double p99, double worst) {
    static Millis of(List<Double> millis) {
      return new Millis(
          Statistics.median(millis),
          Statistics.percentile(millis, 0.99),
          Statistics.percentile(millis, 1));
    }
  }

  /// Exact searches of a table.
  ///
  /// @param planned whether PostgreSQL chose a parallel plan, where it was free to
  /// @param leftOut contenders that could not take part, with the reason
  /// @param differences answers that were not the baseline's
  /// @param difference the first of them; null for none
  /// @param oracle whether the baseline's answer was that of a loop over the vectors
  record Sized(
      int rows,
      int rounds,
      boolean planned,
      List<Timed> contenders,
      List<String> leftOut,
      int differences,
      @Nullable String difference,
      boolean oracle) {
    Sized {
      contenders = List.copyOf(contenders);
      leftOut = List.copyOf(leftOut);
    }

    Optional<Timed> contender(String name) {
      return contenders.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /// How many times as fast as another; NaN where either took no part.
    double times(String name, String other) {
      return p50(other) / p50(name);
    }

    double p50(String name) {
      return contender(name).map(one -> one.millis().p50()).orElse(Double.NaN);
    }
  }

  /// @param workers sessions or threads that shared most of the searches
  /// @param how of the last search, in words; may be empty
  record Timed(String name, int workers, String how, Millis millis) {}

  /// Searches by indexes of a partitioned table, and of the same rows without partitions.
  ///
  /// @param target recall that each was given the effort for
  /// @param plan of one statement on the parent
  record Partitioned(
      int rows, int partitions, int rounds, double target, String plan, List<Indexed> contenders) {
    Partitioned {
      contenders = List.copyOf(contenders);
    }

    Optional<Indexed> contender(String name) {
      return contenders.stream().filter(one -> one.timed().name().equals(name)).findFirst();
    }

    double times(String name, String other) {
      return p50(other) / p50(name);
    }

    private double p50(String name) {
      return contender(name).map(one -> one.timed().millis().p50()).orElse(Double.NaN);
    }
  }

  /// @param effort candidates that were kept in sight, as it is asked for
  /// @param recall share of the nearest rows that it found in the rounds that count
  record Indexed(Timed timed, int effort, double recall) {}
}
