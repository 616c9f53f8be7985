package dev.plimsoll.benchmarks.knn;

import java.util.List;

/// Search for the least effort of an index that finds enough.
final class EffortSearch {
  static final int MOST = 1_000;

  private EffortSearch() {}

  /// Recall at an effort.
  interface Recall {
    double at(int effort) throws Exception;
  }

  /// A recall that all reach: this one, or more where one of them finds more at its least effort,
  /// or less where one cannot.
  ///
  /// @param wanted 0 to 1
  /// @param least effort of all
  static double target(double wanted, int least, List<? extends Recall> all) throws Exception {
    double target = wanted;
    for (Recall one : all) {
      target = Math.max(target, one.at(least));
    }
    for (Recall one : all) {
      target = Math.min(target, one.at(MOST));
    }
    return target;
  }

  /// The least effort that reaches a recall, which grows with it; the most where none does.
  static int least(double target, int from, Recall recall) throws Exception {
    int below = from - 1;
    int reaches = from;
    while (reaches < MOST && recall.at(reaches) < target) {
      below = reaches;
      reaches = Math.min(MOST, 2 * reaches);
    }
    while (reaches - below > 1) {
      int middle = (below + reaches) / 2;
      if (recall.at(middle) < target) {
        below = middle;
      } else {
        reaches = middle;
      }
    }
    return reaches;
  }
}
