package dev.plimsoll.vectors.index;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.vectors.table.VectorKind;
import dev.plimsoll.vectors.table.VectorTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Indexes of a table's vectors for one distance.
///
/// @param leaves all, where those with rows have an index; else none
/// @param apart whether leaves can be asked one by one: not where the whole table's row security
///     decides what is seen, or leaves are closed to this role
/// @param lacking why there is none, or why not apart; null for neither
public record VectorIndexes(List<IndexedLeaf> leaves, boolean apart, @Nullable String lacking) {
  // An index on an expression, or on some rows only, is not looked for.
  private static final String LEAVES =
      """
      WITH RECURSIVE tree (oid) AS (
        SELECT ?::pg_catalog.regclass::oid
        UNION ALL
        SELECT h.inhrelid FROM tree t JOIN pg_catalog.pg_inherits h ON h.inhparent = t.oid),
      secured AS (
        SELECT coalesce(bool_or(c.relrowsecurity), false) AS any
        FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.oid)
      SELECT n.nspname, c.relname, greatest(c.reltuples, 0)::int8 AS rows,
             c.relkind <> 'r' OR pg_relation_size(c.oid) > 0 AS filled,
             has_table_privilege(c.oid, 'SELECT') AND NOT secured.any AS apart,
             (SELECT am.amname
              FROM pg_catalog.pg_index i
              JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
              JOIN pg_catalog.pg_am am ON am.oid = x.relam
              JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[0]
              JOIN pg_catalog.pg_attribute a
                ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
              WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
                AND am.amname IN ('hnsw', 'ivfflat') AND a.attname = ? AND o.opcname = ?
              ORDER BY am.amname LIMIT 1) AS method
      FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.oid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN secured
      WHERE c.relkind <> 'p'
      ORDER BY c.oid
      """;

  // As little as can be, since each search by leaves asks for it.
  private static final String PARTITIONS =
      """
      SELECT n.nspname, c.relname, p.isleaf, c.relrowsecurity,
             has_table_privilege(c.oid, 'SELECT') AS readable
      FROM pg_catalog.pg_partition_tree(?::pg_catalog.regclass) AS p
      JOIN pg_catalog.pg_class c ON c.oid = p.relid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      ORDER BY c.oid
      """;

  public VectorIndexes {
    leaves = List.copyOf(leaves);
  }

  public static VectorIndexes of(Connection connection, VectorTable table, Distance distance)
      throws SQLException {
    Optional<String> operatorClass = operatorClass(table.column().kind(), distance);
    if (operatorClass.isEmpty()) {
      return new VectorIndexes(List.of(), false, "a real[] has no index of distances");
    }
    List<Leaf> found =
        Sql.of(
                connection,
                LEAVES,
                Identifiers.quote(table.name()),
                table.column().name(),
                operatorClass.get())
            .list(VectorIndexes::leaf);
    Optional<Leaf> bare =
        found.stream().filter(leaf -> leaf.filled() && leaf.method() == null).findFirst();
    if (bare.isPresent() || found.stream().allMatch(leaf -> leaf.method() == null)) {
      return new VectorIndexes(
          List.of(),
          false,
          "%s has no index by %s"
              .formatted(bare.map(Leaf::table).orElse(table.name()), operatorClass.get()));
    }
    boolean apart = found.stream().allMatch(Leaf::apart);
    return new VectorIndexes(
        found.stream().map(Leaf::indexed).toList(),
        apart,
        apart
            ? null
            : "row security, or rights on partitions, ask for statements on the whole table");
  }

  private static Optional<String> operatorClass(VectorKind kind, Distance distance) {
    if (!kind.needsExtension()) {
      return Optional.empty();
    }
    String name =
        switch (distance) {
          case L2 -> "l2";
          case INNER_PRODUCT -> "ip";
          case COSINE -> "cosine";
          case L1 -> "l1";
          case HAMMING -> "hamming";
          case JACCARD -> "jaccard";
        };
    return Optional.of(kind.name().toLowerCase(Locale.ROOT) + "_" + name + "_ops");
  }

  private static Leaf leaf(ResultSet row) throws SQLException {
    return new Leaf(
        new QualifiedName(row.getString("nspname"), row.getString("relname")),
        row.getLong("rows"),
        row.getBoolean("filled"),
        row.getBoolean("apart"),
        row.getString("method"));
  }

  /// Whether the same leaves can still be asked one by one. Whether they still have their indexes
  /// is not asked: without one a leaf is read as a whole.
  boolean areStillApart(Connection connection, VectorTable table, Distance distance)
      throws SQLException {
    List<Partition> partitions =
        Sql.of(connection, PARTITIONS, Identifiers.quote(table.name())).list(Partition::of);
    if (partitions.isEmpty()) { // tables that inherit are no partitions
      VectorIndexes now = of(connection, table, distance);
      return now.apart && now.tables().equals(tables());
    }
    List<Partition> now = partitions.stream().filter(Partition::leaf).toList();
    return now.stream().map(Partition::table).toList().equals(tables())
        && now.stream().allMatch(Partition::readable)
        && partitions.stream().noneMatch(Partition::secured);
  }

  private record Partition(QualifiedName table, boolean leaf, boolean readable, boolean secured) {
    private static Partition of(ResultSet row) throws SQLException {
      return new Partition(
          new QualifiedName(row.getString("nspname"), row.getString("relname")),
          row.getBoolean("isleaf"),
          row.getBoolean("readable"),
          row.getBoolean("relrowsecurity"));
    }
  }

  private List<QualifiedName> tables() {
    return leaves.stream().map(IndexedLeaf::table).toList();
  }

  private record Leaf(
      QualifiedName table, long rows, boolean filled, boolean apart, @Nullable String method) {
    private IndexedLeaf indexed() {
      return new IndexedLeaf(table, rows);
    }
  }
}
