package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;
import java.util.ArrayList;
import java.util.List;

/// Analyzer of sparse regions by the efficiency (rows per id) of the last windows. Immutable.
///
/// @param recent efficiency of the last windows, at most three, the newest last
/// @param consecutiveSparse sparse windows in a row, up to the newest
public record SparseSequenceAnalyzer(
    SparseConfig.Detection detection, List<Double> recent, int consecutiveSparse) {
  static final int WINDOW_SIZE = 3;
  private static final double WORTH_SCALING = 0.30;

  public enum Recommendation {
    /// Stop reading by windows. The rest is deferred to keyset reading, never dropped.
    TERMINATE_EARLY,
    ADAPTIVE_SCALING,
    NORMAL_PROCESSING
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

  private double averageEfficiency() {
    return recent.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
