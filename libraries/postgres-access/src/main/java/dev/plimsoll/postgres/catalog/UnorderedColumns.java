package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Columns without a B-tree order by their type: point, json, xid and the like, and arrays of them.
/// One query for any number of tables.
public final class UnorderedColumns {
  // An order is a default operator class for the type, a binary-coercible type or its kind. Domains
  // are resolved to their base type, arrays to their elements.
  private static final String COLUMNS =
      """
      WITH RECURSIVE kinds (attrelid, attname, type) AS (
        SELECT a.attrelid, a.attname, a.atttypid
        FROM pg_catalog.pg_attribute a
        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE a.attnum > 0 AND NOT a.attisdropped AND %s
        UNION ALL
        SELECT k.attrelid, k.attname,
               CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END
        FROM kinds k JOIN pg_catalog.pg_type t ON t.oid = k.type
        WHERE t.typtype = 'd' OR t.typcategory = 'A' AND t.typelem <> 0
      )
      SELECT n.nspname, c.relname, k.attname
      FROM kinds k
      JOIN pg_catalog.pg_class c ON c.oid = k.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_type t ON t.oid = k.type
      WHERE t.typtype NOT IN ('d', 'e', 'r', 'm', 'c') AND t.typcategory <> 'A'
        AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_opclass o
          JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod AND m.amname = 'btree'
          WHERE o.opcdefault
            AND (o.opcintype = t.oid
                 OR EXISTS (SELECT FROM pg_catalog.pg_cast s
                            WHERE s.castsource = t.oid AND s.casttarget = o.opcintype
                              AND s.castmethod = 'b' AND s.castcontext = 'i')))
      """
          .formatted(CatalogScope.FILTER);

  private UnorderedColumns() {}

  public static Map<QualifiedName, Set<String>> of(
      Connection connection, Collection<QualifiedName> tables) throws SQLException {
    Map<QualifiedName, Set<String>> columns = new HashMap<>();
    CatalogScope.of(tables)
        .byTable(connection, COLUMNS, row -> row.getString("attname"))
        .forEach((table, names) -> columns.put(table, Set.copyOf(names)));
    return columns;
  }
}
