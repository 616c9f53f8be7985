package dev.plimsoll.benchmarks.knn;

import java.sql.SQLException;

/// Contender that asks indexes, which find the more the more they look at.
interface EffortContender extends KnnContender {
  /// @param candidates of a graph that are kept in sight, 1 to 1000
  void effort(int candidates) throws SQLException;
}
