package dev.plimsoll.vectors.sql;

import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.vectors.table.VectorColumn;
import java.util.Objects;

/// Distance of a row's vector `t."column"` from the searched one, `q.v`, as SQL.
///
/// A `real[]` is computed in `float8`, element by element, so that whoever adds in the same order
/// gets the same bits. A value that is no vector of that many dimensions (NULL elements, other
/// dimensions) has no distance, where pgvector fails the whole statement.
final class DistanceSql {
  private DistanceSql() {}

  /// Type of the searched vector.
  static String queryType(VectorColumn column) {
    return switch (column.kind()) {
      case VECTOR, HALFVEC, SPARSEVEC ->
          schema(column)
              + Identifiers.quote(column.kind().name().toLowerCase(java.util.Locale.ROOT));
      // Quoted, or it would be a bit(1).
      case BIT -> "pg_catalog.\"bit\"";
      case REAL_ARRAY -> "pg_catalog.float4[]";
    };
  }

  static String of(VectorColumn column, Distance distance) {
    String vector = "t." + Identifiers.quote(column.name());
    if (column.kind().needsExtension()) {
      return vector + " OPERATOR(" + schema(column) + distance.operator() + ") q.v";
    }
    return """
        CASE WHEN array_ndims(%1$s) = 1 AND cardinality(%1$s) = cardinality(q.v)
                  AND array_position(%1$s, NULL) IS NULL
             THEN (SELECT %2$s FROM unnest(%1$s::float8[], q.v::float8[]) AS e (a, b)) END"""
        .formatted(vector, ofElements(distance));
  }

  private static String ofElements(Distance distance) {
    return switch (distance) {
      case L2 -> "sqrt(sum((e.a - e.b) * (e.a - e.b)))";
      case INNER_PRODUCT -> "-sum(e.a * e.b)";
      case L1 -> "sum(abs(e.a - e.b))";
      case COSINE ->
          """
          1 - CASE WHEN sum(e.a * e.a) = 0 OR sum(e.b * e.b) = 0 THEN 'NaN'
                   ELSE sum(e.a * e.b) / sqrt(sum(e.a * e.a) * sum(e.b * e.b)) END""";
      case HAMMING, JACCARD ->
          throw new IllegalArgumentException(distance + " is a distance of bits");
    };
  }

  private static String schema(VectorColumn column) {
    return Identifiers.quote(Objects.requireNonNull(column.extensionSchema())) + ".";
  }
}
