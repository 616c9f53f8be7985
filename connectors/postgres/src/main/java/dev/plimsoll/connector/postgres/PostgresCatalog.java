package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.table.SourceRelation;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.catalog.ResolvedColumn;
import dev.plimsoll.postgres.catalog.ResolvedColumn.CatalogType;
import dev.plimsoll.postgres.catalog.TableCatalog;
import dev.plimsoll.postgres.catalog.TableCatalog.UniqueKey;
import dev.plimsoll.postgres.connection.ServerVersion;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reader of PostgreSQL's catalog for tables that are to be extracted.
///
/// @param connection to the source, in auto-commit mode
/// @param unmapped treatment of columns whose types have no mapping
record PostgresCatalog(Connection connection, UnmappedTypes unmapped) {
  private static final int TOO_NEW = 190_000;

  private static final String FACTS =
      """
      SELECT current_setting('server_version_num')::int AS version_number,
             current_setting('server_version') AS version,
             pg_catalog.has_database_privilege(current_database(), 'CREATE')
               OR EXISTS (
                 SELECT FROM pg_catalog.pg_namespace n
                 WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                   AND pg_catalog.has_schema_privilege(n.oid, 'CREATE'))
               OR EXISTS (
                 SELECT FROM pg_catalog.pg_class c
                 JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
                   AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                   AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')) AS useful
      """;

  // Ordinary, partitioned, view, materialized view, foreign table.
  private static final String RELATIONS =
      """
      SELECT n.nspname, c.relname, c.relkind IN ('r', 'p') AND NOT c.relispartition AS is_table
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'plimsoll'
        AND c.relpersistence <> 't'
      ORDER BY n.nspname, c.relname
      """;

  private static final String RELATION =
      """
      SELECT c.oid, c.relkind, greatest(c.reltuples, 0)::bigint AS rows,
             CASE WHEN c.relkind IN ('r', 'm')
                  THEN pg_catalog.pg_relation_size(c.oid) / 8192 ELSE c.relpages END AS pages,
             CASE WHEN c.reltoastrelid <> 0
                  THEN pg_catalog.pg_relation_size(c.reltoastrelid) ELSE 0 END AS toast_bytes,
             c.relkind IN ('r', 'm')
               AND EXISTS (SELECT FROM pg_catalog.pg_am m
                           WHERE m.oid = c.relam AND m.amname = 'heap') AS plain_heap,
             %s AS readable
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """
          .formatted(TableCatalog.READABLE);

  private static final String CHILDREN =
      """
      SELECT pg_catalog.count(*)
      FROM pg_catalog.pg_inherits i
      JOIN pg_catalog.pg_class c ON c.oid = i.inhparent
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  // The first sum has no rows unless the table is part of a partition tree.
  private static final String BYTES =
      """
      SELECT coalesce(
        (SELECT sum(pg_catalog.pg_table_size(relid)) FROM pg_catalog.pg_partition_tree(t.id)),
        pg_catalog.pg_table_size(t.id), 0)::bigint AS bytes
      FROM (SELECT pg_catalog.to_regclass(?) AS id) AS t
      """;

  /// Checks that the server has a supported version, and that the role can read or write anything.
  ///
  /// @throws PlimsollException UNSUPPORTED_SERVER or INSUFFICIENT_PRIVILEGE
  static void requireUsable(Connection connection, DatabaseAddress address) throws SQLException {
    Sql.of(connection, FACTS)
        .one(
            facts -> {
              int version = facts.getInt("version_number");
              if (version < ServerVersion.OLDEST || version >= TOO_NEW) {
                throw new PlimsollException(
                    ErrorCode.UNSUPPORTED_SERVER,
                    "the server is PostgreSQL " + facts.getString("version") + ", not 14 to 18");
              }
              if (!facts.getBoolean("useful")) {
                throw new PlimsollException(
                    ErrorCode.INSUFFICIENT_PRIVILEGE,
                    address.user()
                        + " may neither read a table nor create one in database "
                        + address.database());
              }
              return true;
            });
  }

  /// The tables that match the patterns, each once, sorted by name.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND for no match at all
  List<QualifiedName> find(List<TablePattern> patterns) throws SQLException {
    return SourceRelation.named(
        Sql.of(connection, RELATIONS)
            .list(
                row ->
                    new SourceRelation(
                        new QualifiedName(row.getString("nspname"), row.getString("relname")),
                        row.getBoolean("is_table"))),
        patterns);
  }

  /// Number of tables that inherit from a table; their rows are not read with it.
  long children(QualifiedName name) throws SQLException {
    return Sql.of(connection, CHILDREN, name.schema(), name.name()).one(row -> row.getLong(1));
  }

  /// Present size of a table in bytes, with TOAST and all partitions; 0 for a missing table.
  static long bytes(Connection connection, QualifiedName table) throws SQLException {
    return Sql.of(connection, BYTES, Identifiers.quote(table)).one(row -> row.getLong("bytes"));
  }

  /// One table, ready to be read.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND, INSUFFICIENT_PRIVILEGE, or UNSUPPORTED_TYPE naming
  ///     the columns
  SourceTable read(QualifiedName name) throws SQLException {
    return Sql.of(connection, RELATION, name.schema(), name.name())
        .first(row -> table(name, row))
        .orElseThrow(
            () -> new PlimsollException(ErrorCode.TABLE_NOT_FOUND, "there is no table " + name));
  }

  private SourceTable table(QualifiedName name, ResultSet row) throws SQLException {
    if (!row.getBoolean("readable")) {
      throw new PlimsollException(
          ErrorCode.INSUFFICIENT_PRIVILEGE, "SELECT on " + name + " is not granted");
    }
    List<Column> columns = columns(row.getLong("oid"), name);
    List<UniqueKey> keys = TableCatalog.uniqueKeys(connection, name);
    List<String> notNull = columns.stream().filter(Column::notNull).map(Column::name).toList();
    return new SourceTable(
        name,
        new TableStructure(
            row.getString("relkind").equals("r"),
            columns,
            first(keys, UniqueKey::primary),
            first(keys, key -> notNull.containsAll(key.columns()))),
        row.getLong("rows"),
        row.getLong("pages"),
        row.getLong("toast_bytes"),
        row.getBoolean("plain_heap"));
  }

  private static List<String> first(List<UniqueKey> keys, Predicate<UniqueKey> wanted) {
    return keys.stream().filter(wanted).findFirst().map(UniqueKey::columns).orElse(List.of());
  }

  private List<Column> columns(long table, QualifiedName name) throws SQLException {
    List<String> refused = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (ResolvedColumn column : ResolvedColumn.read(connection, table)) {
      @Nullable PgType type = type(column);
      if (type == null) {
        refused.add("\"" + column.name() + "\" (" + column.declared() + ")");
      } else {
        columns.add(
            new Column(
                column.name(),
                type,
                column.typmod(),
                column.declared(),
                column.collation(),
                column.notNull(),
                column.number(),
                null));
      }
    }
    if (!refused.isEmpty()) {
      throw UnmappedTypes.refusal(name, refused);
    }
    if (columns.isEmpty()) {
      throw new PlimsollException(ErrorCode.UNSUPPORTED_TYPE, name + " has no columns");
    }
    return List.copyOf(columns);
  }

  private @Nullable PgType type(ResolvedColumn column) {
    @Nullable CatalogType element = column.element();
    @Nullable PgType type =
        element == null
            ? PgType.of(column.type().oid(), column.type().kind())
            : PgType.ofArray(element.oid(), element.kind());
    return type == null && unmapped == UnmappedTypes.TEXT ? PgType.LITERAL : type;
  }
}
