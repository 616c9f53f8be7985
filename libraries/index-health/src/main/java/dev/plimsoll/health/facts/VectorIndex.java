package dev.plimsoll.health.facts;

import dev.plimsoll.planning.sizing.VectorGraph;
import dev.plimsoll.planning.sizing.VectorLists;
import dev.plimsoll.postgres.index.IndexShape.Key;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// An index of vectors, and how it is searched.
///
/// @param operator of its distance, for example `OPERATOR("public".<->)`
/// @param vectors in it, at the last ANALYZE or build; 0 where unknown
public record VectorIndex(IndexHealth index, String operator, long vectors) {
  private static final Set<String> METHODS = Set.of(VectorGraph.METHOD, VectorLists.METHOD);

  // Catalog alone, by the indexes' oids.
  private static final String OPERATORS =
      """
      SELECT x.indexrelid::int8 AS oid, n.nspname, o.oprname,
             greatest(ic.reltuples, 0)::int8 AS vectors
      FROM pg_catalog.pg_index x
      JOIN pg_catalog.pg_class ic ON ic.oid = x.indexrelid
      JOIN pg_catalog.pg_opclass oc ON oc.oid = x.indclass[0]
      JOIN pg_catalog.pg_amop a ON a.amopfamily = oc.opcfamily AND a.amoppurpose = 'o'
        AND a.amoplefttype = oc.opcintype AND a.amoprighttype = oc.opcintype
      JOIN pg_catalog.pg_operator o ON o.oid = a.amopopr
      JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
      WHERE x.indexrelid = ANY (?::int8[]::oid[])
      ORDER BY x.indexrelid
      """;

  public static boolean is(IndexHealth index) {
    return METHODS.contains(index.shape().method()) && index.state().whole();
  }

  /// @param indexes of vectors
  public static List<VectorIndex> read(HealthSession session, List<IndexHealth> indexes)
      throws SQLException {
    Map<Long, IndexHealth> byOid =
        indexes.stream().collect(Collectors.toMap(IndexHealth::oid, Function.identity()));
    return session.list(
        OPERATORS,
        row -> of(Objects.requireNonNull(byOid.get(row.getLong("oid"))), row),
        (Object) byOid.keySet().stream().mapToLong(Long::longValue).toArray());
  }

  private static VectorIndex of(IndexHealth index, ResultSet row) throws SQLException {
    return new VectorIndex(
        index,
        "OPERATOR(%s.%s)"
            .formatted(Identifiers.quote(row.getString("nspname")), row.getString("oprname")),
        row.getLong("vectors"));
  }

  public boolean hasLists() {
    return index.shape().method().equals(VectorLists.METHOD);
  }

  /// The setting that says how much of the index a search looks at.
  public String setting() {
    return hasLists() ? "ivfflat.probes" : "hnsw.ef_search";
  }

  /// The vector of a row, as PostgreSQL wrote it or as a quoted column.
  String vector() {
    Key key = index.shape().keys().getFirst();
    return key.column().isEmpty() ? "(" + key.expression() + ")" : Identifiers.quote(key.column());
  }

  /// The rows of the table that the index has, as a FROM item with its conditions.
  String rows(String sample) {
    String predicate = index.shape().predicate();
    return "%s%s WHERE %s IS NOT NULL%s"
        .formatted(
            Identifiers.relation(index.table(), true),
            sample,
            vector(),
            predicate.isEmpty() ? "" : " AND (" + predicate + ")");
  }
}
