package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.contracts.database.QualifiedName;

/// Search for the nearest rows of a table.
///
/// @param vector in the column's text form
record KnnQuery(QualifiedName table, String vector) {
  /// How many rows are searched for.
  static final int NEIGHBORS = 10;
}
