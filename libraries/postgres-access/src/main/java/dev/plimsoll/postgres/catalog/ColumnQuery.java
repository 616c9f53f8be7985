package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts.Collation;
import dev.plimsoll.postgres.catalog.ColumnFacts.Statistics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Columns with type, collation and what ANALYZE found.
final class ColumnQuery {
  // pg_collation's "default" stands for the database's own, whose provider came with version 15
  // (to_jsonb reads a column where it exists). The builtin provider compares bytes, as "C" does.
  private static final String COLUMNS =
      "WITH "
          + EqualImages.SAME_BYTES
          + """
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
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm', 'v', 'f') AND
      """
          + CatalogScope.FILTER
          + "ORDER BY a.attrelid, a.attnum";

  private ColumnQuery() {}

  static Map<QualifiedName, List<ColumnFacts>> run(Connection connection, CatalogScope scope)
      throws SQLException {
    Map<QualifiedName, List<ColumnFacts>> columns = new HashMap<>();
    try (PreparedStatement query = scope.prepare(connection, COLUMNS);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        QualifiedName table = new QualifiedName(row.getString("nspname"), row.getString("relname"));
        columns.computeIfAbsent(table, _ -> new ArrayList<>()).add(column(row));
      }
    }
    return columns;
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
}
