package dev.plimsoll.vectors.table;

import static dev.plimsoll.contracts.search.Distance.COSINE;
import static dev.plimsoll.contracts.search.Distance.HAMMING;
import static dev.plimsoll.contracts.search.Distance.INNER_PRODUCT;
import static dev.plimsoll.contracts.search.Distance.JACCARD;
import static dev.plimsoll.contracts.search.Distance.L1;
import static dev.plimsoll.contracts.search.Distance.L2;

import dev.plimsoll.contracts.search.Distance;
import java.util.EnumSet;
import java.util.Set;

/// Type of a column of vectors.
public enum VectorKind {
  VECTOR("vector", L2, INNER_PRODUCT, COSINE, L1),
  HALFVEC("halfvec", L2, INNER_PRODUCT, COSINE, L1),
  SPARSEVEC("sparsevec", L2, INNER_PRODUCT, COSINE, L1),
  BIT("bit", HAMMING, JACCARD),
  /// `real[]`, which needs no extension.
  REAL_ARRAY("_float4", L2, INNER_PRODUCT, COSINE, L1);

  private final String typeName;
  private final Set<Distance> distances;

  VectorKind(String typeName, Distance first, Distance... others) {
    this.typeName = typeName;
    this.distances = EnumSet.of(first, others);
  }

  /// `typname` of the catalog.
  String typeName() {
    return typeName;
  }

  /// Whether pgvector brings the type, and not PostgreSQL.
  boolean isOfExtension() {
    return this == VECTOR || this == HALFVEC || this == SPARSEVEC;
  }

  /// Whether pgvector computes its distances.
  public boolean needsExtension() {
    return this != REAL_ARRAY;
  }

  public boolean has(Distance distance) {
    return distances.contains(distance);
  }

  /// About so many bytes a row, header and line pointer included.
  int rowBytes(int dimensions) {
    int elements =
        switch (this) {
          case VECTOR, REAL_ARRAY -> 4 * dimensions;
          case HALFVEC -> 2 * dimensions;
          case SPARSEVEC -> dimensions;
          case BIT -> dimensions / 8;
        };
    return elements + 64;
  }
}
