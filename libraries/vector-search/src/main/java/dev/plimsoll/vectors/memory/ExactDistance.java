package dev.plimsoll.vectors.memory;

import dev.plimsoll.contracts.search.Distance;

/// Distances in `double`, summed element by element: of a `real[]`, bit for bit what the statement
/// of [dev.plimsoll.vectors.sql.KnnStatement] computes.
final class ExactDistance {
  private ExactDistance() {}

  static double of(Distance distance, float[] rows, int at, float[] query) {
    return switch (distance) {
      case L2 -> Math.sqrt(squares(rows, at, query));
      case INNER_PRODUCT -> positive(-products(rows, at, query));
      case COSINE -> cosine(rows, at, query);
      case L1 -> differences(rows, at, query);
      case HAMMING, JACCARD ->
          throw new IllegalArgumentException(distance + " is a distance of bits");
    };
  }

  static double norm(float[] rows, int at, int dimensions) {
    return Math.sqrt(ownSquares(rows, at, dimensions));
  }

  private static double cosine(float[] rows, int at, float[] query) {
    double row = ownSquares(rows, at, query.length);
    double searched = ownSquares(query, 0, query.length);
    if (row == 0 || searched == 0) {
      return Double.NaN;
    }
    return positive(1 - products(rows, at, query) / Math.sqrt(row * searched));
  }

  // -0 is 0 in PostgreSQL's order.
  private static double positive(double value) {
    return value + 0.0;
  }

  private static double ownSquares(float[] rows, int at, int dimensions) {
    double sum = 0;
    for (int i = 0; i < dimensions; i++) {
      sum += (double) rows[at + i] * rows[at + i];
    }
    return sum;
  }

  private static double squares(float[] rows, int at, float[] query) {
    double sum = 0;
    for (int i = 0; i < query.length; i++) {
      double difference = (double) rows[at + i] - query[i];
      sum += difference * difference;
    }
    return sum;
  }

  private static double products(float[] rows, int at, float[] query) {
    double sum = 0;
    for (int i = 0; i < query.length; i++) {
      sum += (double) rows[at + i] * query[i];
    }
    return sum;
  }

  private static double differences(float[] rows, int at, float[] query) {
    double sum = 0;
    for (int i = 0; i < query.length; i++) {
      sum += Math.abs((double) rows[at + i] - query[i]);
    }
    return sum;
  }
}
