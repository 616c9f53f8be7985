package dev.plimsoll.contracts.search;

import com.fasterxml.jackson.annotation.JsonValue;

/// Distance of two vectors: the smaller, the nearer.
///
/// Source: pgvector's reference, "Distance functions".
public enum Distance {
  /// Euclidean.
  L2("l2", "<->"),
  /// The inner product, negated so that the greatest is the nearest.
  INNER_PRODUCT("inner-product", "<#>"),
  /// 1 less the cosine of the angle; NaN beside a vector of length 0.
  COSINE("cosine", "<=>"),
  /// Sum of the absolute differences; needs pgvector 0.7.
  L1("l1", "<+>"),
  /// Number of bits that differ.
  HAMMING("hamming", "<~>"),
  /// 1 less the share of the set bits that both have.
  JACCARD("jaccard", "<%>");

  private final String value;
  private final String operator;

  Distance(String value, String operator) {
    this.value = value;
    this.operator = operator;
  }

  /// Its name in requests, for example `inner-product`.
  @JsonValue
  public String value() {
    return value;
  }

  /// pgvector's operator.
  public String operator() {
    return operator;
  }
}
