package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.PgType;
import dev.plimsoll.connector.column.TypeMapping;
import dev.plimsoll.connector.table.SourceRelation;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.connector.table.UnmappedTypes;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The catalog of a PostgreSQL, as far as reading its tables goes by it.
final class PostgresCatalog {
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
             pg_catalog.has_schema_privilege(n.oid, 'USAGE')
               AND (pg_catalog.has_table_privilege(c.oid, 'SELECT')
                    OR NOT EXISTS (
                      SELECT FROM pg_catalog.pg_attribute a
                      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                        AND NOT pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')))
               AS readable
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String CHILDREN =
      """
      SELECT pg_catalog.count(*)
      FROM pg_catalog.pg_inherits i
      JOIN pg_catalog.pg_class c ON c.oid = i.inhparent
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  // A domain stands for its base type, through any number of domains; the innermost typmod counts.
  // Of an array, what its elements are at last. A NOT NULL that was never validated (PostgreSQL 18)
  // proves nothing.
  private static final String COLUMNS =
      """
      WITH RECURSIVE resolved AS (
        SELECT a.attnum, a.attname, a.atttypid AS type_oid, a.atttypmod AS typmod, a.attcollation,
               a.attnotnull AND NOT EXISTS (
                 SELECT FROM pg_catalog.pg_constraint k
                 WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND NOT k.convalidated
                   AND k.conkey = ARRAY[a.attnum]) AS not_null
        FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT r.attnum, r.attname, t.typbasetype, t.typtypmod, r.attcollation, r.not_null
        FROM resolved r JOIN pg_catalog.pg_type t ON t.oid = r.type_oid AND t.typtype = 'd'
      ), element AS (
        SELECT r.attnum, t.typelem AS type_oid
        FROM resolved r JOIN pg_catalog.pg_type t
          ON t.oid = r.type_oid AND t.typcategory = 'A' AND t.typelem <> 0
        UNION ALL
        SELECT e.attnum, CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END
        FROM element e JOIN pg_catalog.pg_type t
          ON t.oid = e.type_oid
          AND (t.typtype = 'd' OR (t.typcategory = 'A' AND t.typelem <> 0))
      )
      SELECT r.attname, r.attnum, r.type_oid::bigint, t.typtype, r.typmod, r.not_null,
             leaf.oid::bigint AS element_oid, leaf.typtype AS element_kind,
             pg_catalog.format_type(r.type_oid, r.typmod) AS declared,
             (SELECT o.collname FROM pg_catalog.pg_collation o
              JOIN pg_catalog.pg_namespace n ON n.oid = o.collnamespace
              WHERE o.oid = r.attcollation AND n.nspname = 'pg_catalog'
                AND o.collname IN ('C', 'POSIX')) AS collation
      FROM resolved r JOIN pg_catalog.pg_type t ON t.oid = r.type_oid AND t.typtype <> 'd'
      LEFT JOIN (element e JOIN pg_catalog.pg_type leaf
                 ON leaf.oid = e.type_oid AND leaf.typtype <> 'd' AND leaf.typcategory <> 'A')
        ON e.attnum = r.attnum
      ORDER BY r.attnum
      """;

  // The primary key first, then the unique index with the fewest columns.
  private static final String KEYS =
      """
      SELECT i.indisprimary,
             (SELECT pg_catalog.array_agg(a.attname::text ORDER BY k.position)
              FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
              WHERE k.position <= i.indnkeyatts) AS columns
      FROM pg_catalog.pg_index i
      WHERE i.indrelid = ? AND i.indisunique AND i.indisvalid AND i.indimmediate
        AND i.indpred IS NULL AND i.indexprs IS NULL
      ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid
      """;

  private final Connection connection;
  private final UnmappedTypes unmapped;

  /// @param connection to the source, in auto-commit mode
  /// @param unmapped what becomes of columns whose types have no mapping
  PostgresCatalog(Connection connection, UnmappedTypes unmapped) {
    this.connection = connection;
    this.unmapped = unmapped;
  }

  /// The tables that patterns name, each once, in the order of their names.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND where no pattern names any
  List<QualifiedName> find(List<TablePattern> patterns) throws SQLException {
    List<SourceRelation> relations = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(RELATIONS)) {
      while (rows.next()) {
        relations.add(
            new SourceRelation(
                new QualifiedName(rows.getString("nspname"), rows.getString("relname")),
                rows.getBoolean("is_table")));
      }
    }
    return SourceRelation.named(relations, patterns);
  }

  /// How many tables inherit from a table: their rows are theirs, and not read with it.
  long children(QualifiedName name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CHILDREN)) {
      statement.setString(1, name.schema());
      statement.setString(2, name.name());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /// As `server_version_num` has it.
  int serverVersion() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT current_setting('server_version_num')::int")) {
      row.next();
      return row.getInt(1);
    }
  }

  /// One table, ready to be read.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND, INSUFFICIENT_PRIVILEGE, or UNSUPPORTED_TYPE naming
  ///     the columns
  SourceTable read(QualifiedName name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RELATION)) {
      statement.setString(1, name.schema());
      statement.setString(2, name.name());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new PlimsollException(ErrorCode.TABLE_NOT_FOUND, "there is no table " + name);
        }
        if (!row.getBoolean("readable")) {
          throw new PlimsollException(
              ErrorCode.INSUFFICIENT_PRIVILEGE, "SELECT on " + name + " is not granted");
        }
        long oid = row.getLong("oid");
        List<Column> columns = columns(oid, name);
        List<Key> keys = keys(oid);
        return new SourceTable(
            name,
            row.getString("relkind").equals("r"),
            columns,
            keys.stream().filter(Key::primary).findFirst().map(Key::columns).orElse(List.of()),
            readingKey(keys, columns),
            row.getLong("rows"),
            row.getLong("pages"),
            row.getLong("toast_bytes"),
            row.getBoolean("plain_heap"));
      }
    }
  }

  private List<Column> columns(long table, QualifiedName name) throws SQLException {
    List<Column> columns = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setLong(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String column = rows.getString("attname");
          String declared = rows.getString("declared");
          @Nullable PgType type = type(rows);
          if (type == null) {
            refused.add("\"" + column + "\" (" + declared + ")");
          } else {
            columns.add(
                new Column(
                    column,
                    type,
                    rows.getInt("typmod"),
                    declared,
                    rows.getString("collation"),
                    rows.getBoolean("not_null"),
                    rows.getInt("attnum")));
          }
        }
      }
    }
    if (!refused.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.UNSUPPORTED_TYPE,
          name
              + " has columns whose types are not carried: "
              + String.join(", ", refused)
              + "; unmapped types are kept as text where the request says so");
    }
    if (columns.isEmpty()) {
      throw new PlimsollException(ErrorCode.UNSUPPORTED_TYPE, name + " has no columns");
    }
    return List.copyOf(columns);
  }

  private @Nullable PgType type(ResultSet row) throws SQLException {
    long element = row.getLong("element_oid");
    @Nullable PgType type =
        row.wasNull()
            ? TypeMapping.of(row.getLong("type_oid"), row.getString("typtype").charAt(0))
            : TypeMapping.ofArray(element, row.getString("element_kind").charAt(0));
    return type == null && unmapped == UnmappedTypes.TEXT ? PgType.LITERAL : type;
  }

  private record Key(boolean primary, List<String> columns) {}

  private List<Key> keys(long table) throws SQLException {
    List<Key> keys = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(KEYS)) {
      statement.setLong(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.add(new Key(rows.getBoolean("indisprimary"), texts(rows.getArray("columns"))));
        }
      }
    }
    return keys;
  }

  private static List<String> readingKey(List<Key> keys, List<Column> columns) {
    List<String> notNull = columns.stream().filter(Column::notNull).map(Column::name).toList();
    return keys.stream()
        .filter(key -> notNull.containsAll(key.columns()))
        .findFirst()
        .map(Key::columns)
        .orElse(List.of());
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.stream((Object[]) array.getArray())
        .map(value -> Objects.requireNonNull(value).toString())
        .toList();
  }
}
