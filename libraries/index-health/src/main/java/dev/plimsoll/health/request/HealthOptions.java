package dev.plimsoll.health.request;

import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Options of a check. Immutable.
///
/// @param window for which an index must have been without a read to count as unused
/// @param ages what is known of indexes' ages
/// @param columnSets of each table: columns that queries use together, beside those of its
///     indexes
/// @param confirmBloat reads suspected indexes whole by `pgstatindex`, where `pgstattuple` is
///     installed
/// @param ignored replicas and slots by name, whose use of indexes does not count
public record HealthOptions(
    Duration window,
    Thresholds thresholds,
    Limits limits,
    IndexAges ages,
    Map<QualifiedName, List<List<String>>> columnSets,
    boolean confirmBloat,
    Set<String> ignored) {
  public static final HealthOptions DEFAULT =
      new HealthOptions(
          Duration.ofDays(7),
          Thresholds.DEFAULT,
          Limits.DEFAULT,
          IndexAges.UNKNOWN,
          Map.of(),
          false,
          Set.of());

  public HealthOptions {
    if (window.isNegative()) {
      throw new IllegalArgumentException("a window is not negative: " + window);
    }
    columnSets = Map.copyOf(columnSets);
    ignored = Set.copyOf(ignored);
  }

  public HealthOptions withWindow(Duration other) {
    return new HealthOptions(other, thresholds, limits, ages, columnSets, confirmBloat, ignored);
  }

  public HealthOptions withThresholds(Thresholds other) {
    return new HealthOptions(window, other, limits, ages, columnSets, confirmBloat, ignored);
  }

  public HealthOptions withLimits(Limits other) {
    return new HealthOptions(window, thresholds, other, ages, columnSets, confirmBloat, ignored);
  }

  public HealthOptions withAges(IndexAges other) {
    return new HealthOptions(window, thresholds, limits, other, columnSets, confirmBloat, ignored);
  }

  public HealthOptions withColumnSets(Map<QualifiedName, List<List<String>>> others) {
    return new HealthOptions(window, thresholds, limits, ages, others, confirmBloat, ignored);
  }

  public HealthOptions withConfirmedBloat() {
    return new HealthOptions(window, thresholds, limits, ages, columnSets, true, ignored);
  }

  public HealthOptions ignoring(Collection<String> replicas) {
    return new HealthOptions(
        window, thresholds, limits, ages, columnSets, confirmBloat, Set.copyOf(replicas));
  }

  /// @param smallRows tables with fewer rows are read whole whatever their indexes are: unused
  ///     and missing indexes, and stale statistics, are no finding there
  /// @param leastBytes smaller indexes and tables are never bloated
  /// @param bloat actual size by the upper end of the expected one. Pages that were split in
  ///     half and not filled since give 1.8, and a rebuild would not keep them full for long
  /// @param lag dead rows by autovacuum's own threshold
  /// @param nearEnd used share of a sequence or of an integer type, 0 to 1
  /// @param held age of a snapshot
  /// @param partitionsAhead time that the newest partition must last
  /// @param recall share of the nearest rows that an index of vectors has to find, 0 to 1
  /// @param crowded rows that a search by lists of vectors reads, by those of even lists
  public record Thresholds(
      long smallRows,
      long leastBytes,
      double bloat,
      double lag,
      double nearEnd,
      Duration held,
      Duration partitionsAhead,
      double recall,
      double crowded) {
    public static final Thresholds DEFAULT =
        new Thresholds(
            1_000, 10L << 20, 2, 1.5, 0.75, Duration.ofMinutes(30), Duration.ofDays(7), 0.9, 4);

    public Thresholds withLeastBytes(long other) {
      return new Thresholds(
          smallRows, other, bloat, lag, nearEnd, held, partitionsAhead, recall, crowded);
    }

    public Thresholds withHeld(Duration other) {
      return new Thresholds(
          smallRows, leastBytes, bloat, lag, nearEnd, other, partitionsAhead, recall, crowded);
    }

    public Thresholds withSmallRows(long other) {
      return new Thresholds(
          other, leastBytes, bloat, lag, nearEnd, held, partitionsAhead, recall, crowded);
    }
  }

  /// @param total of the whole check; what is not looked at by then is withheld
  /// @param statement `statement_timeout`
  /// @param lock `lock_timeout`
  /// @param sampledTables tables whose rows are sampled at most
  /// @param searchedIndexes indexes of vectors that are searched at most
  /// @param findingsPerCode kept at most, the most useful ones
  /// @param tablesAtOnce whose indexes are in memory together
  public record Limits(
      Duration total,
      Duration statement,
      Duration lock,
      int sampledTables,
      int searchedIndexes,
      int findingsPerCode,
      int tablesAtOnce) {
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            20,
            20,
            1_000,
            1_000);

    public Limits withSampledTables(int other) {
      return new Limits(
          total, statement, lock, other, searchedIndexes, findingsPerCode, tablesAtOnce);
    }

    public Limits withSearchedIndexes(int other) {
      return new Limits(
          total, statement, lock, sampledTables, other, findingsPerCode, tablesAtOnce);
    }
  }

  /// Ages of indexes. The catalog does not have them; with `track_commit_timestamp` they are
  /// read.
  ///
  /// @param required whether an index of unknown age is withheld as unused; for what drops by
  ///     itself
  /// @param knownSince by the index' oid: times at which it was there already
  public record IndexAges(boolean required, Map<Long, Instant> knownSince) {
    public static final IndexAges UNKNOWN = new IndexAges(false, Map.of());

    public IndexAges {
      knownSince = Map.copyOf(knownSince);
    }
  }
}
