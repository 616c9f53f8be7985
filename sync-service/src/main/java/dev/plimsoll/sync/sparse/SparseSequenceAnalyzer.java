package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Analyzer of sparse regions by the efficiency (rows per id) of the last windows. Immutable.
///
/// @param recent efficiency of the last windows, at most three, the newest last
/// @param consecutiveSparse sparse windows in a row, up to the newest
public record SparseSequenceAnalyzer(
    SparseConfig.Detection detection, List<Double> recent, int consecutiveSparse) {
  static final int WINDOW_SIZE = 3;
  private static final double WORTH_SCALING = 0.30;
  private static final double QUERIES_OF_HIGH_EFFORT = 10;
  private static final double QUERIES_OF_MEDIUM_EFFORT = 5;

  public enum Recommendation {
    /// Stop reading by windows. The rest is deferred to keyset reading, never dropped.
    TERMINATE_EARLY,
    ADAPTIVE_SCALING,
    NORMAL_PROCESSING;

    /// Name in logs: `terminate_early`.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Rough amount of windows left.
  public enum RemainingEffort {
    /// Nothing has been read yet.
    UNKNOWN,
    /// More than 10 queries.
    HIGH_EFFORT_TERMINATE,
    /// More than 5.
    MEDIUM_EFFORT_OPTIMIZE,
    LOW_EFFORT_CONTINUE;

    /// Name in logs: `high_effort_terminate`.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public SparseSequenceAnalyzer {
    recent = List.copyOf(recent);
  }

  /// With one more window. One too narrow to be judged counts for the average only.
  public SparseSequenceAnalyzer analyzed(IdWindow window, long rows) {
    List<Double> newest = new ArrayList<>(recent);
    newest.add(window.efficiency(rows));
    if (newest.size() > WINDOW_SIZE) {
      newest.removeFirst();
    }
    int run =
        window.width() <= detection.minChunkSizeCheck()
            ? consecutiveSparse
            : detection.isSparse(window, rows) ? consecutiveSparse + 1 : 0;
    return new SparseSequenceAnalyzer(detection, newest, run);
  }

  public SparseSequenceAnalyzer under(SparseConfig.Detection changed) {
    return new SparseSequenceAnalyzer(changed, recent, consecutiveSparse);
  }

  public Recommendation recommendation() {
    if (consecutiveSparse >= detection.consecutiveSparseLimit()) {
      return Recommendation.TERMINATE_EARLY;
    }
    return !recent.isEmpty() && averageEfficiency() < WORTH_SCALING
        ? Recommendation.ADAPTIVE_SCALING
        : Recommendation.NORMAL_PROCESSING;
  }

  /// Estimated queries for the remaining ids: ids / (50,000 · average efficiency), as the rule was
  /// given. Windows of ids really take ids / 50,000, so this is too many; it tells large from
  /// small, and decides nothing.
  ///
  /// @param idsLeft up to the greatest known one, 0 or more
  public RemainingEffort remainingEffort(long idsLeft) {
    if (recent.isEmpty()) {
      return RemainingEffort.UNKNOWN;
    }
    if (idsLeft == 0) {
      return RemainingEffort.LOW_EFFORT_CONTINUE;
    }
    // Without rows the quotient is infinite: a high effort.
    double queries = idsLeft / (AdaptiveChunkSizer.DEFAULT_BASE_SIZE * averageEfficiency());
    if (queries > QUERIES_OF_HIGH_EFFORT) {
      return RemainingEffort.HIGH_EFFORT_TERMINATE;
    }
    return queries > QUERIES_OF_MEDIUM_EFFORT
        ? RemainingEffort.MEDIUM_EFFORT_OPTIMIZE
        : RemainingEffort.LOW_EFFORT_CONTINUE;
  }

  private double averageEfficiency() {
    return recent.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
