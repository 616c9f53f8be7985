package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Columns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Catalog facts of a table or similar relation.
///
/// @param rows `reltuples` scaled to the heap's present size, as PostgreSQL's planner does; -1
///     where never analyzed
/// @param heapBytes main fork only; 0 without storage
/// @param oid changes when the table is dropped and created again; 0 where unknown
/// @param parent the partitioned table of a partition; null for none
/// @param partitionKey of a partitioned table, with an empty text for an expression
/// @param rights of the present role
/// @param parallelWorkers storage parameter; null where not set
public record TableFacts(
    QualifiedName name,
    Kind kind,
    long rows,
    long heapBytes,
    long oid,
    @Nullable QualifiedName parent,
    List<String> partitionKey,
    TableRights rights,
    @Nullable Integer parallelWorkers) {
  // The size is NULL for a table dropped since the catalog's snapshot.
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
             %s AS partition_key
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid AND c.relispartition
      LEFT JOIN pg_catalog.pg_class pc ON pc.oid = h.inhparent
      LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND %s
      """
          .formatted(
              ColumnFacts.namesSql(
                  "c.oid",
                  "(SELECT t.partattrs::int2[] FROM pg_catalog.pg_partitioned_table t"
                      + " WHERE t.partrelid = c.oid)"),
              CatalogScope.FILTER);

  // Reading a file's size needs a lock; the page count of the last VACUUM does not.
  private static final String WITHOUT_LOCKS =
      TABLES.replace("pg_relation_size(c.oid)", "c.relpages::bigint * 8192");

  private static final int PAGE_BYTES = 8192;

  public TableFacts {
    partitionKey = List.copyOf(partitionKey);
  }

  public enum Kind {
    TABLE,
    PARTITIONED_TABLE,
    PARTITION,
    MATERIALIZED_VIEW,
    VIEW,
    FOREIGN_TABLE
  }

  public boolean rowsKnown() {
    return rows >= 0;
  }

  public TableFacts withRows(long better) {
    return new TableFacts(
        name, kind, better, heapBytes, oid, parent, partitionKey, rights, parallelWorkers);
  }

  static Map<QualifiedName, TableFacts> read(Connection connection, CatalogScope scope)
      throws SQLException {
    return scope.query(connection, TABLES).map(CatalogScope::table, TableFacts::table);
  }

  /// With sizes of the last VACUUM or ANALYZE: waits for no lock.
  static Map<QualifiedName, TableFacts> readWithoutLocks(Connection connection, CatalogScope scope)
      throws SQLException {
    return scope.query(connection, WITHOUT_LOCKS).map(CatalogScope::table, TableFacts::table);
  }

  private static TableFacts table(ResultSet row) throws SQLException {
    long heapBytes = row.getLong("heap_bytes");
    @Nullable String parent = row.getString("parent_name");
    return new TableFacts(
        CatalogScope.table(row),
        kind(row.getString("relkind"), row.getBoolean("relispartition")),
        rows(row.getDouble("tuples"), row.getLong("relpages"), heapBytes),
        heapBytes,
        row.getLong("oid"),
        parent == null ? null : new QualifiedName(row.getString("parent_schema"), parent),
        Columns.texts(row, "partition_key"),
        new TableRights(
            row.getString("role"),
            row.getString("owner"),
            row.getBoolean("owner_is_superuser"),
            row.getBoolean("owned"),
            row.getBoolean("schema_usable"),
            row.getBoolean("schema_writable")),
        wholeNumber(row.getString("parallel_workers")));
  }

  /// Rows per page at the last ANALYZE or VACUUM times the present pages.
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

  private static Kind kind(String relkind, boolean partition) {
    return switch (relkind) {
      case "p" -> Kind.PARTITIONED_TABLE;
      case "m" -> Kind.MATERIALIZED_VIEW;
      case "v" -> Kind.VIEW;
      case "f" -> Kind.FOREIGN_TABLE;
      default -> partition ? Kind.PARTITION : Kind.TABLE;
    };
  }

  /// A whole number in a storage parameter, which PostgreSQL stores as written: `2`, `2.0`, `0x2`,
  /// `02`, with spaces around it. Null for none and for anything else.
  ///
  /// Source: `parse_int` in `src/backend/utils/misc/guc.c`.
  static @Nullable Integer wholeNumber(@Nullable String written) {
    if (written == null) {
      return null;
    }
    String text = written.strip();
    try {
      return Integer.decode(text);
    } catch (NumberFormatException notWhole) {
      try {
        double value = Math.rint(Double.parseDouble(text));
        return value == (int) value ? (int) value : null;
      } catch (NumberFormatException notANumber) {
        return null;
      }
    }
  }
}
