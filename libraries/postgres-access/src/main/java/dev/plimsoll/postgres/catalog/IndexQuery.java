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
  // An attnum of 0 in indkey is an expression. INCLUDEd columns come after the first indnkeyatts.
  private static final String INDEXES =
      """
      SELECT n.nspname, c.relname, ic.relname AS index_name, am.amname,
             ARRAY(SELECT coalesce(a.attname::text, '')
                   FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
                   LEFT JOIN pg_catalog.pg_attribute a
                     ON a.attrelid = x.indrelid AND a.attnum = k.attnum AND k.attnum <> 0
                   WHERE k.position <= x.indnkeyatts
                   ORDER BY k.position) AS columns,
             ARRAY(SELECT coalesce(a.attname::text, '')
                   FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
                   LEFT JOIN pg_catalog.pg_attribute a
                     ON a.attrelid = x.indrelid AND a.attnum = k.attnum AND k.attnum <> 0
                   WHERE k.position > x.indnkeyatts
                   ORDER BY k.position) AS included,
             x.indisunique, x.indisprimary, x.indisvalid AND x.indisready AS valid, x.indimmediate,
             x.indpred IS NOT NULL AS partial, x.indexprs IS NOT NULL AS expression,
             NOT EXISTS (SELECT FROM unnest(x.indoption::int2[]) AS option WHERE option <> 0)
               AND NOT EXISTS (SELECT FROM unnest(x.indclass::oid[]) AS class
                               JOIN pg_catalog.pg_opclass o ON o.oid = class
                               WHERE NOT o.opcdefault)
               AND NOT EXISTS (SELECT
                               FROM unnest(x.indkey::int2[], x.indcollation::oid[])
                                 WITH ORDINALITY AS k (attnum, collation_oid, position)
                               JOIN pg_catalog.pg_attribute a
                                 ON a.attrelid = x.indrelid AND a.attnum = k.attnum
                               WHERE k.position <= x.indnkeyatts
                                 AND a.attcollation <> k.collation_oid) AS plain,
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
        row.getString("amname"),
        TextArrays.read(row, "columns"),
        TextArrays.read(row, "included"),
        row.getBoolean("indisunique"),
        row.getBoolean("indisprimary"),
        row.getBoolean("valid"),
        row.getBoolean("indimmediate"),
        row.getBoolean("partial"),
        row.getBoolean("expression"),
        row.getBoolean("plain"),
        row.getLong("bytes"),
        row.getString("definition"),
        Json.read(row.getString("shape"), IndexShape.class),
        row.getString("attached_to"));
  }
}
