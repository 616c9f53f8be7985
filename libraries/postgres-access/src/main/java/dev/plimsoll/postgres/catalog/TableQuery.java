package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tables with their sizes.
final class TableQuery {
  // A dropped table's size is NULL between the catalog's row and the file's look-up.
  private static final String TABLES =
      """
      SELECT c.oid, n.nspname, c.relname, c.relkind, c.relispartition,
             current_user AS role, pg_get_userbyid(c.relowner) AS owner,
             (SELECT rolsuper FROM pg_catalog.pg_roles
              WHERE oid = c.relowner) AS owner_is_superuser,
             pg_has_role(c.relowner, 'USAGE') AS owned,
             has_schema_privilege(n.oid, 'USAGE') AS schema_usable,
             has_schema_privilege(n.oid, 'CREATE') AS schema_writable,
             c.reltuples::float8 AS tuples, c.relpages,
             coalesce(pg_relation_size(c.oid), 0) AS heap_bytes,
             (SELECT o.option_value
              FROM pg_catalog.pg_options_to_table(c.reloptions) AS o
              WHERE o.option_name = 'parallel_workers') AS parallel_workers,
             pn.nspname AS parent_schema, pc.relname AS parent_name,
             ARRAY(SELECT coalesce(a.attname::text, '')
                   FROM pg_catalog.pg_partitioned_table t,
                        unnest(t.partattrs::int2[]) WITH ORDINALITY AS k (attnum, position)
                   LEFT JOIN pg_catalog.pg_attribute a
                     ON a.attrelid = c.oid AND a.attnum = k.attnum AND k.attnum <> 0
                   WHERE t.partrelid = c.oid
                   ORDER BY k.position) AS partition_key
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid AND c.relispartition
      LEFT JOIN pg_catalog.pg_class pc ON pc.oid = h.inhparent
      LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND
      """
          + CatalogScope.FILTER;

  // The size of a file is read under a lock; the number of pages at the last VACUUM is not.
  private static final String WITHOUT_LOCKS =
      TABLES.replace("pg_relation_size(c.oid)", "c.relpages::bigint * 8192");

  private static final int PAGE_BYTES = 8192;

  private TableQuery() {}

  static Map<QualifiedName, TableFacts> run(Connection connection, CatalogScope scope)
      throws SQLException {
    return run(connection, scope, TABLES);
  }

  /// With sizes as of the last VACUUM or ANALYZE: nothing is waited for.
  static Map<QualifiedName, TableFacts> runWithoutLocks(Connection connection, CatalogScope scope)
      throws SQLException {
    return run(connection, scope, WITHOUT_LOCKS);
  }

  private static Map<QualifiedName, TableFacts> run(
      Connection connection, CatalogScope scope, String sql) throws SQLException {
    Map<QualifiedName, TableFacts> tables = new HashMap<>();
    try (PreparedStatement query = scope.prepare(connection, sql);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        TableFacts table = table(row);
        tables.put(table.name(), table);
      }
    }
    return tables;
  }

  private static TableFacts table(ResultSet row) throws SQLException {
    long heapBytes = row.getLong("heap_bytes");
    @Nullable String parent = row.getString("parent_name");
    return new TableFacts(
        new QualifiedName(row.getString("nspname"), row.getString("relname")),
        kind(row.getString("relkind"), row.getBoolean("relispartition")),
        rows(row.getDouble("tuples"), row.getLong("relpages"), heapBytes),
        heapBytes,
        row.getLong("oid"),
        parent == null ? null : new QualifiedName(row.getString("parent_schema"), parent),
        TextArrays.read(row, "partition_key"),
        new TableRights(
            row.getString("role"),
            row.getString("owner"),
            row.getBoolean("owner_is_superuser"),
            row.getBoolean("owned"),
            row.getBoolean("schema_usable"),
            row.getBoolean("schema_writable")),
        StorageParameters.wholeNumber(row.getString("parallel_workers")));
  }

  /// Density at the last ANALYZE or VACUUM times the pages of today.
  static long rows(double tuples, long pagesThen, long heapBytes) {
    if (heapBytes == 0 && tuples <= 0) {
      return tuples < 0 ? -1 : 0;
    }
    if (tuples < 0 || pagesThen == 0) {
      return -1;
    }
    long pagesNow = heapBytes / PAGE_BYTES;
    return Math.round(tuples / pagesThen * pagesNow);
  }

  private static TableFacts.Kind kind(String relkind, boolean partition) {
    return switch (relkind) {
      case "p" -> TableFacts.Kind.PARTITIONED_TABLE;
      case "m" -> TableFacts.Kind.MATERIALIZED_VIEW;
      case "v" -> TableFacts.Kind.VIEW;
      case "f" -> TableFacts.Kind.FOREIGN_TABLE;
      default -> partition ? TableFacts.Kind.PARTITION : TableFacts.Kind.TABLE;
    };
  }
}
