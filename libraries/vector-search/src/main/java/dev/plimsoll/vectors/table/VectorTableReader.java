package dev.plimsoll.vectors.table;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.vectors.table.VectorTable.Extent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reader of a table's vectors and key in the catalog.
public final class VectorTableReader {
  private static final int PAGE_BYTES = 8192;
  private static final int USUAL_DIMENSIONS = 768;

  private static final String RELATION =
      """
      SELECT c.oid::int8 AS oid, c.relkind
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p', 'm', 'f', 'v')
      """;

  private static final String COLUMNS =
      """
      SELECT a.attname, a.atttypmod, t.typname,
             pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
             t.typname IN ('int2', 'int4', 'int8') AND t.typnamespace = 'pg_catalog'::regnamespace
               AS whole_number,
             t.typnamespace = 'pg_catalog'::regnamespace AS built_in,
             e.extname IS NOT NULL AS of_extension
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_depend d
        ON d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
      LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid AND e.extname = 'vector'
      WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """;

  private static final String KEY =
      """
      SELECT ARRAY(SELECT a.attname::text
                   FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
                   JOIN pg_catalog.pg_attribute a
                     ON a.attrelid = i.indrelid AND a.attnum = k.number
                   WHERE k.place <= i.indnkeyatts ORDER BY k.place) AS key
      FROM pg_catalog.pg_index i
      WHERE i.indrelid = ?::oid AND i.indisunique AND i.indisvalid AND i.indimmediate
        AND i.indpred IS NULL AND i.indexprs IS NULL
        AND NOT EXISTS (
          SELECT FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
          WHERE k.place <= i.indnkeyatts AND NOT a.attnotnull)
      ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid
      LIMIT 1
      """;

  // A partition that was never analyzed has as many rows as its pages hold.
  private static final String EXTENT =
      """
      WITH RECURSIVE tree (oid) AS (
        SELECT ?::oid
        UNION ALL
        SELECT h.inhrelid FROM tree t JOIN pg_catalog.pg_inherits h ON h.inhparent = t.oid),
      leaves AS (
        SELECT c.relkind, c.reltuples, c.relpages, am.amname,
               coalesce(pg_relation_size(c.oid), 0) / 8192 AS blocks,
               coalesce(pg_table_size(c.oid), 0) / 8192 AS pages
        FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.oid
        LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
        WHERE c.relkind <> 'p')
      SELECT count(*)::int AS leaves,
             coalesce(max(blocks), 0)::int8 AS longest,
             coalesce(sum(pages), 0)::int8 AS pages,
             coalesce(sum(CASE WHEN reltuples >= 0 AND relpages > 0
                               THEN reltuples / relpages * blocks
                               ELSE pages * (?::float8) END), 0)::int8 AS rows,
             count(*) FILTER (WHERE relkind IN ('f', 'v', 'm'))::int AS unlockable_leaves,
             count(*) FILTER (WHERE amname <> 'heap')::int AS other_leaves
      FROM leaves
      """;

  private VectorTableReader() {}

  /// @param column null for the only one of a type with distances
  /// @param key its columns; empty for the primary key or another unique one without NULLs
  /// @throws PlimsollException TABLE_NOT_FOUND, COLUMN_NOT_FOUND, or INVALID_REQUEST, which says
  ///     what is missing
  public static VectorTable read(
      Connection connection, QualifiedName table, @Nullable String column, List<String> key)
      throws SQLException {
    long oid =
        Sql.of(connection, RELATION, table.schema(), table.name())
            .first(row -> row.getLong("oid"))
            .orElseThrow(
                () ->
                    new PlimsollException(ErrorCode.TABLE_NOT_FOUND, "there is no table " + table));
    List<TableColumn> columns =
        Sql.of(connection, COLUMNS, oid).list(VectorTableReader::tableColumn);
    Optional<Extension> extension =
        Sql.of(
                connection,
                """
                SELECT n.nspname, e.extversion FROM pg_catalog.pg_extension e
                JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
                WHERE e.extname = 'vector'
                """)
            .first(row -> new Extension(row.getString("nspname"), row.getString("extversion")));
    VectorColumn vectors = vectorColumn(table, columns, column, extension);
    List<String> names =
        key.isEmpty()
            ? Sql.of(connection, KEY, oid)
                .first(row -> Columns.texts(row, "key"))
                .orElseThrow(() -> withoutKey(table))
            : key;
    List<KeyColumn> keyColumns = new ArrayList<>();
    for (String name : names) {
      TableColumn found = find(table, columns, name);
      keyColumns.add(new KeyColumn(found.name(), found.type(), found.wholeNumber()));
    }
    return new VectorTable(table, vectors, keyColumns, extent(connection, oid, vectors));
  }

  private static Extent extent(Connection connection, long oid, VectorColumn column)
      throws SQLException {
    @Nullable Integer dimensions = column.dimensions();
    double rowsPerPage =
        (double) PAGE_BYTES
            / column.kind().rowBytes(dimensions == null ? USUAL_DIMENSIONS : dimensions);
    return Sql.of(connection, EXTENT, oid, rowsPerPage)
        .one(
            row ->
                new Extent(
                    row.getInt("leaves"),
                    row.getLong("longest"),
                    row.getLong("pages"),
                    row.getLong("rows"),
                    indivisible(row)));
  }

  private static @Nullable String indivisible(ResultSet row) throws SQLException {
    if (row.getInt("unlockable_leaves") > 0) {
      return "only tables can be locked and read by ranges of blocks";
    }
    return row.getInt("other_leaves") > 0
        ? "only heap tables can be read by ranges of blocks"
        : null;
  }

  private static VectorColumn vectorColumn(
      QualifiedName table,
      List<TableColumn> columns,
      @Nullable String wanted,
      Optional<Extension> extension) {
    List<TableColumn> candidates =
        wanted == null
            ? columns.stream().filter(one -> one.kind() != null).toList()
            : List.of(find(table, columns, wanted));
    if (candidates.size() != 1) {
      throw PlimsollException.invalidRequest(
          candidates.isEmpty()
              ? table
                  + " has no column of vectors: none is a vector, halfvec, sparsevec, bit or"
                  + " real[]"
              : "%s has several columns of vectors, name one of them: %s"
                  .formatted(
                      table,
                      candidates.stream()
                          .map(TableColumn::name)
                          .collect(Collectors.joining(", "))));
    }
    TableColumn found = candidates.getFirst();
    @Nullable VectorKind kind = found.kind();
    if (kind == null) {
      throw PlimsollException.invalidRequest(
          "column %s of %s is a %s: vectors are a vector, halfvec, sparsevec, bit or real[]"
              .formatted(found.name(), table, found.type()));
    }
    if (!kind.needsExtension()) {
      return new VectorColumn(found.name(), kind, null, null, null);
    }
    Extension pgvector =
        extension.orElseThrow(
            () ->
                PlimsollException.invalidRequest(
                    "distances of %s %s need the extension vector, which this database lacks:"
                            .formatted(found.type(), found.name())
                        + " CREATE EXTENSION vector, or keep vectors as real[]"));
    return new VectorColumn(
        found.name(), kind, found.dimensions(), pgvector.schema(), pgvector.version());
  }

  private static TableColumn find(QualifiedName table, List<TableColumn> columns, String name) {
    return columns.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PlimsollException(
                    ErrorCode.COLUMN_NOT_FOUND, "%s has no column %s".formatted(table, name)));
  }

  private static PlimsollException withoutKey(QualifiedName table) {
    return PlimsollException.invalidRequest(
        table
            + " has no primary key, nor a unique index without NULLs: say which columns name its"
            + " rows");
  }

  private static TableColumn tableColumn(ResultSet row) throws SQLException {
    int modifier = row.getInt("atttypmod");
    return new TableColumn(
        row.getString("attname"),
        row.getString("type"),
        row.getBoolean("whole_number"),
        kind(row.getString("typname"), row.getBoolean("built_in"), row.getBoolean("of_extension")),
        modifier > 0 ? modifier : null);
  }

  private static @Nullable VectorKind kind(String typeName, boolean builtIn, boolean ofExtension) {
    for (VectorKind kind : VectorKind.values()) {
      if (kind.typeName().equals(typeName) && (kind.isOfExtension() ? ofExtension : builtIn)) {
        return kind;
      }
    }
    return null;
  }

  private record Extension(String schema, String version) {}

  /// @param kind null for a type without distances
  private record TableColumn(
      String name,
      String type,
      boolean wholeNumber,
      @Nullable VectorKind kind,
      @Nullable Integer dimensions) {}
}
