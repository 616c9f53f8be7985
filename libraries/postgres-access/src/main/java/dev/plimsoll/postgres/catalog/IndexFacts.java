package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexShapeSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// Catalog facts of an existing index.
///
/// @param name in the table's schema
/// @param shape decides whether it is what a definition asks for
/// @param valid and ready: an INVALID index serves no query and proves nothing
/// @param bytes main fork at creation or the last VACUUM
/// @param definition by `pg_get_indexdef`
/// @param attachedTo index of the partitioned parent; empty for none
public record IndexFacts(
    QualifiedName table,
    String name,
    IndexShape shape,
    boolean valid,
    long bytes,
    String definition,
    String attachedTo) {
  private static final String INDEXES =
      """
      SELECT n.nspname, c.relname, ic.relname AS index_name,
             x.indisvalid AND x.indisready AS valid,
             ic.relpages::bigint * 8192 AS bytes,
             pg_get_indexdef(ic.oid) AS definition,
             coalesce((SELECT p.relname FROM pg_catalog.pg_inherits h
                       JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
                       WHERE h.inhrelid = ic.oid), '') AS attached_to,
             %s AS shape
      FROM pg_catalog.pg_index x
      JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
      JOIN pg_catalog.pg_class ic ON ic.oid = x.indexrelid
      JOIN pg_catalog.pg_am am ON am.oid = ic.relam
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm') AND %s
      ORDER BY n.nspname, ic.relname
      """
          .formatted(IndexShapeSql.DEPARSED, CatalogScope.FILTER);

  static Map<QualifiedName, List<IndexFacts>> read(Connection connection, CatalogScope scope)
      throws SQLException {
    return scope.byTable(
        connection,
        INDEXES,
        row ->
            new IndexFacts(
                CatalogScope.table(row),
                row.getString("index_name"),
                Json.read(row.getString("shape"), IndexShape.class),
                row.getBoolean("valid"),
                row.getLong("bytes"),
                row.getString("definition"),
                row.getString("attached_to")));
  }

  /// Key columns in order, with an empty text for an expression.
  public List<String> columns() {
    return shape.columns();
  }

  public String method() {
    return shape.method();
  }

  public boolean unique() {
    return shape.unique();
  }

  public boolean primary() {
    return shape.primary();
  }

  public boolean partial() {
    return !shape.predicate().isEmpty();
  }

  public boolean expression() {
    return shape.columns().contains("");
  }

  /// Whether a wanted index is needless beside it.
  public boolean serves(IndexShape wanted) {
    return valid && shape.serves(wanted);
  }

  /// Whether it is a valid unique index that only lacks the primary key's constraint.
  public boolean becomesKey(IndexShape wanted) {
    return valid && attachedTo.isEmpty() && shape.becomesKey(wanted);
  }
}
