package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.contracts.database.QualifiedName;

/// Searches for vectors that were not searched for before. Not thread-safe.
final class KnnQueries {
  private final LatentVectors vectors;
  private final VectorType type;
  private long made;

  KnnQueries(LatentVectors vectors, VectorType type) {
    this.vectors = vectors;
    this.type = type;
  }

  KnnQuery next(QualifiedName table) {
    made++;
    return new KnnQuery(table, type.text(last()));
  }

  /// Vector of the last search.
  float[] last() {
    return vectors.query(made);
  }
}
