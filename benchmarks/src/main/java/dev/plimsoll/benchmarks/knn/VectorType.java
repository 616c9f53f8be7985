package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import org.jspecify.annotations.Nullable;

/// Type of the searched column `v`, beside the key `id`, and plain statements on it.
///
/// @param extensionSchema of pgvector's `vector`; null for a `real[]`
record VectorType(@Nullable String extensionSchema) {
  static final VectorType REAL_ARRAY = new VectorType(null);

  // As the query-service has it: a value that is no such vector has no distance.
  private static final String OF_ARRAYS =
      """
      CASE WHEN array_ndims(t.v) = 1 AND cardinality(t.v) = cardinality(q.v)
                AND array_position(t.v, NULL) IS NULL
           THEN (SELECT sqrt(sum((e.a - e.b) * (e.a - e.b)))
                 FROM unnest(t.v::float8[], q.v::float8[]) AS e (a, b)) END""";

  boolean isVector() {
    return extensionSchema != null;
  }

  /// Name in reports.
  String title() {
    return isVector() ? "vector" : "real[]";
  }

  /// Type in SQL, for a column.
  String declared() {
    return isVector() ? extension("vector") + "(" + LatentVectors.DIMENSIONS + ")" : "real[]";
  }

  /// Operator class of an index by Euclidean distance.
  String operatorClass() {
    return extension("vector_l2_ops");
  }

  /// Text form of a vector.
  String text(float[] vector) {
    StringBuilder text = new StringBuilder(9 * vector.length).append(isVector() ? '[' : '{');
    for (int i = 0; i < vector.length; i++) {
      text.append(i == 0 ? "" : ",").append(vector[i]);
    }
    return text.append(isVector() ? ']' : '}').toString();
  }

  /// Statement that finds the nearest rows of all, whatever it takes. Its parameters are the vector
  /// and how many.
  ///
  /// @param condition on `t`, or empty
  String exact(QualifiedName table, String condition) {
    return """
        SELECT t.id, %s AS distance
        FROM %s AS t, (SELECT CAST(? AS %s) AS v) AS q
        %s
        ORDER BY distance, t.id LIMIT ?"""
        .formatted(
            distance(),
            Identifiers.quote(table),
            isVector() ? extension("vector") : "real[]",
            condition.isEmpty() ? "" : "WHERE " + condition);
  }

  /// Statement that an index of vectors answers, with the same parameters.
  String byIndex(QualifiedName table) {
    return """
        SELECT t.id, %1$s AS distance
        FROM %2$s AS t, (SELECT CAST(? AS %3$s) AS v) AS q
        ORDER BY %1$s LIMIT ?"""
        .formatted(distance(), Identifiers.quote(table), extension("vector"));
  }

  private String distance() {
    return isVector() ? "t.v OPERATOR(%s.<->) q.v".formatted(schema()) : OF_ARRAYS;
  }

  private String extension(String name) {
    return schema() + "." + name;
  }

  private String schema() {
    if (extensionSchema == null) {
      throw new IllegalStateException("a real[] is not pgvector's");
    }
    return Identifiers.quote(extensionSchema);
  }
}
