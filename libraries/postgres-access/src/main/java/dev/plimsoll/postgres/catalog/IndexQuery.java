package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexShapeSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Indexes by their definition, the INVALID ones too.
final class IndexQuery {
  private static final String INDEXES =
      """
      SELECT n.nspname, c.relname, ic.relname AS index_name,
             x.indisvalid AND x.indisready AS valid,
             ic.relpages::bigint * 8192 AS bytes,
             pg_get_indexdef(ic.oid) AS definition,
             coalesce((SELECT p.relname FROM pg_catalog.pg_inherits h
                       JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
                       WHERE h.inhrelid = ic.oid), '') AS attached_to,
      """
          + IndexShapeSql.DEPARSED
          + """
             AS shape
      FROM pg_catalog.pg_index x
      JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
      JOIN pg_catalog.pg_class ic ON ic.oid = x.indexrelid
      JOIN pg_catalog.pg_am am ON am.oid = ic.relam
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm') AND
      """
          + CatalogScope.FILTER
          + "ORDER BY n.nspname, ic.relname";

  private IndexQuery() {}

  static Map<QualifiedName, List<IndexFacts>> run(Connection connection, CatalogScope scope)
      throws SQLException {
    Map<QualifiedName, List<IndexFacts>> indexes = new HashMap<>();
    try (PreparedStatement query = scope.prepare(connection, INDEXES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        IndexFacts index = index(row);
        indexes.computeIfAbsent(index.table(), _ -> new ArrayList<>()).add(index);
      }
    }
    return indexes;
  }

  private static IndexFacts index(ResultSet row) throws SQLException {
    return new IndexFacts(
        new QualifiedName(row.getString("nspname"), row.getString("relname")),
        row.getString("index_name"),
        Json.read(row.getString("shape"), IndexShape.class),
        row.getBoolean("valid"),
        row.getLong("bytes"),
        row.getString("definition"),
        row.getString("attached_to"));
  }
}
