package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Catalog facts of a column, and SQL of columns that several readers share.
///
/// @param type as `format_type` writes it, for example `character varying(44)`
/// @param typeLength `typlen`: bytes of a fixed-width type, negative for a varying one
/// @param alignment of the type in bytes: 1, 2, 4 or 8
/// @param deduplicable whether B-tree stores equal keys once by the default operator class (not for
///     float, numeric, jsonb, citext, arrays or a nondeterministic collation)
/// @param collation null for a type without one
/// @param statistics null where the column was never analyzed or is unreadable
public record ColumnFacts(
    String name,
    String type,
    int typeLength,
    int alignment,
    boolean notNull,
    boolean deduplicable,
    @Nullable Collation collation,
    @Nullable Statistics statistics) {
  /// Columns as `a`, each with its unvalidated constraint as `unproven`.
  static final String WITH_PROOFS =
      """
      FROM pg_catalog.pg_attribute a
      LEFT JOIN pg_catalog.pg_constraint unproven
        ON unproven.conrelid = a.attrelid AND unproven.contype = 'n'
          AND unproven.conkey = ARRAY[a.attnum] AND NOT unproven.convalidated
      """;

  // An order is a default operator class for the type, a binary-coercible type or its kind. Domains
  // are resolved to their base type, arrays to their elements.
  private static final String UNORDERED =
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

  // The collation "default" is the database's, whose provider column came with version 15 (to_jsonb
  // reads it where it exists). The builtin provider compares bytes, as "C" does.
  private static final String COLUMNS =
      """
      WITH %s
      SELECT n.nspname, c.relname, a.attname,
             format_type(a.atttypid, a.atttypmod) AS type,
             t.typlen,
             CASE t.typalign WHEN 'c' THEN 1 WHEN 's' THEN 2 WHEN 'i' THEN 4 ELSE 8 END AS alignment,
             a.attnotnull,
             base.oid IN (SELECT oid FROM same_bytes)
               AND coalesce(o.collisdeterministic, true) AS deduplicable,
             o.collname,
             CASE
               WHEN o.oid IS NULL THEN NULL
               WHEN o.collname IN ('C', 'POSIX') THEN 'C'
               WHEN o.collprovider = 'd' THEN
                 CASE coalesce(to_jsonb(d) ->> 'datlocprovider', 'c')
                   WHEN 'i' THEN 'ICU'
                   WHEN 'b' THEN 'BUILTIN'
                   ELSE CASE WHEN d.datcollate IN ('C', 'POSIX') THEN 'C' ELSE 'LIBC' END
                 END
               WHEN o.collprovider = 'i' THEN 'ICU'
               WHEN o.collprovider = 'b' THEN 'BUILTIN'
               WHEN o.collcollate IN ('C', 'POSIX') THEN 'C'
               ELSE 'LIBC'
             END AS provider,
             coalesce(
               CASE WHEN o.collprovider = 'd'
                 THEN coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale',
                               d.datcollate)
                 ELSE coalesce(to_jsonb(o) ->> 'colllocale', to_jsonb(o) ->> 'colliculocale',
                               o.collcollate)
               END, 'C') AS locale,
             s.avg_width, s.n_distinct, s.null_frac,
             coalesce(s.correlation, 'NaN') AS correlation,
             CASE WHEN t.typlen = -1 AND base.typcategory <> 'A' THEN (
               SELECT stddev_pop(octet_length(v)) >= 2
               FROM unnest(s.histogram_bounds::text::text[] || s.most_common_vals::text::text[]) AS v
             ) END AS width_varies
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      JOIN pg_catalog.pg_type base
        ON base.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
      JOIN pg_catalog.pg_database d ON d.datname = current_database()
      LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation
      LEFT JOIN pg_catalog.pg_stats s
        ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
           AND s.inherited = (c.relkind = 'p')
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm', 'v', 'f') AND %s
      ORDER BY a.attrelid, a.attnum
      """
          .formatted(EqualImages.SAME_BYTES, CatalogScope.FILTER);

  static Map<QualifiedName, List<ColumnFacts>> read(Connection connection, CatalogScope scope)
      throws SQLException {
    return scope.byTable(connection, COLUMNS, ColumnFacts::column);
  }

  private static ColumnFacts column(ResultSet row) throws SQLException {
    return new ColumnFacts(
        row.getString("attname"),
        row.getString("type"),
        row.getInt("typlen"),
        row.getInt("alignment"),
        row.getBoolean("attnotnull"),
        row.getBoolean("deduplicable"),
        collation(row),
        statistics(row));
  }

  private static @Nullable Collation collation(ResultSet row) throws SQLException {
    @Nullable String provider = row.getString("provider");
    return provider == null
        ? null
        : new Collation(
            row.getString("collname"),
            Collation.Provider.valueOf(provider),
            row.getString("locale"));
  }

  private static @Nullable Statistics statistics(ResultSet row) throws SQLException {
    int averageWidth = row.getInt("avg_width");
    return row.wasNull()
        ? null
        : new Statistics(
            averageWidth,
            row.getDouble("n_distinct"),
            row.getDouble("null_frac"),
            row.getDouble("correlation"),
            row.getBoolean("width_varies"));
  }

  public boolean fixedWidth() {
    return typeLength > 0;
  }

  public ColumnFacts withStatistics(Statistics sampled) {
    return new ColumnFacts(
        name, type, typeLength, alignment, notNull, deduplicable, collation, sampled);
  }

  /// @param name `default` for the database's own
  /// @param locale of the provider, for example `en_US.UTF-8`
  public record Collation(String name, Provider provider, String locale) {
    /// Library that compares. `C` and all builtin locales compare bytes, with abbreviated keys;
    /// libc's `C.UTF-8` does not.
    public enum Provider {
      C,
      BUILTIN,
      ICU,
      LIBC
    }
  }

  /// @param averageWidth stored bytes of a non-null value, with its length header
  /// @param distinct as `pg_stats.n_distinct`: a number, or a negative share of the rows
  /// @param nullFraction 0 to 1
  /// @param correlation of the values' order with the rows', -1 to 1; NaN where unknown
  /// @param widthVaries whether the sampled values' sizes have a standard deviation of 2 bytes or
  ///     more
  public record Statistics(
      int averageWidth,
      double distinct,
      double nullFraction,
      double correlation,
      boolean widthVaries) {
    /// Statistics with an unknown correlation and a uniform width.
    public static Statistics of(int averageWidth, double distinct, double nullFraction) {
      return new Statistics(averageWidth, distinct, nullFraction, Double.NaN, false);
    }

    /// Distinct non-null values among so many rows; at least 1.
    public double distinctOf(long rows) {
      return Math.max(1, distinct < 0 ? -distinct * rows : distinct);
    }
  }

  /// SQL of column names by attribute numbers, as keys and constraints refer to them: a `text[]` in
  /// the order of the numbers, with an empty text for an expression (number 0 or
  /// less). Empty, not NULL, for no numbers.
  ///
  /// @param relation SQL of the relation's oid, without the aliases `named` and `listed`
  /// @param numbers SQL of an `int2[]`, likewise
  public static String namesSql(String relation, String numbers) {
    return """
    ARRAY(SELECT coalesce(named.attname::text, '')
          FROM pg_catalog.unnest(%2$s) WITH ORDINALITY AS listed (attnum, position)
          LEFT JOIN pg_catalog.pg_attribute named
            ON named.attrelid = %1$s AND named.attnum = listed.attnum AND listed.attnum > 0
          ORDER BY listed.position)"""
        .formatted(relation, numbers);
  }

  /// Columns without a B-tree order by their type: point, json, xid and the like, and arrays of
  /// them.
  /// One query for any number of tables.
  public static Map<QualifiedName, Set<String>> unordered(
      Connection connection, Collection<QualifiedName> tables) throws SQLException {
    Map<QualifiedName, Set<String>> columns = new HashMap<>();
    CatalogScope.of(tables)
        .byTable(connection, UNORDERED, row -> row.getString("attname"))
        .forEach((table, names) -> columns.put(table, Set.copyOf(names)));
    return columns;
  }

  /// SQL of one JSON array with an object for each column: `number`, `name`, `notNull` (marked and,
  /// from version 18 on, without an unvalidated constraint), `unproven` (that constraint) and
  /// `nullFraction` (of the statistics; 0 without). Takes no lock.
  ///
  /// @param relation SQL of the relation's oid, without the aliases `a`, `unproven` and `s`
  /// @param schema SQL of its schema's name, likewise
  /// @param name SQL of its name, likewise
  public static String columnsSql(String relation, String schema, String name) {
    return """
    SELECT coalesce(json_agg(json_build_object(
      'number', a.attnum,
      'name', a.attname,
      'notNull', a.attnotnull AND unproven.conname IS NULL,
      'unproven', unproven.conname,
      'nullFraction', coalesce(s.null_frac, 0)) ORDER BY a.attnum), '[]')
    %sLEFT JOIN pg_catalog.pg_stats s
      ON s.schemaname = %s AND s.tablename = %s
        AND s.attname = a.attname AND NOT s.inherited
    WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped"""
        .formatted(WITH_PROOFS, schema, name, relation);
  }

  /// SQL of one JSON array with the names of the columns that are not proven NOT NULL.
  ///
  /// @param relation as for [#columnsSql]
  public static String nullableSql(String relation) {
    return """
    SELECT coalesce(json_agg(a.attname), '[]')
    %sWHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
      AND (NOT a.attnotnull OR unproven.conname IS NOT NULL)"""
        .formatted(WITH_PROOFS, relation);
  }
}
