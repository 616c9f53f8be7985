package dev.plimsoll.health.facts;

import dev.plimsoll.postgres.statement.Columns;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/// Statistics of columns, aggregated by PostgreSQL: no value leaves it.
public final class ColumnHealth {
  // pg_stats of the tables' names, once; rows by table.
  private static final String WIDTHS =
      """
      SELECT a.attrelid::int8 AS oid, count(*) AS columns, count(s.attname) AS analyzed,
             coalesce(sum(s.avg_width * (1 - s.null_frac)), 0)::float8 AS width,
             coalesce(max(s.null_frac), 0) > 0 AS nulls,
             coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (
               WHERE s.attname IS NULL AND coalesce(a.attstattarget, -1) <> 0
                 AND a.attgenerated <> 'v'), '{}') AS missing
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN (
        SELECT schemaname, tablename, attname, inherited, avg_width, null_frac
        FROM pg_catalog.pg_stats WHERE tablename = ANY (?)) s
        ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
          AND s.inherited = (c.relkind = 'p')
      WHERE a.attrelid = ANY (?::int8[]::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
      GROUP BY a.attrelid
      """;

  // Indexed columns whose list of common values is full, with the frequencies' ends and sum.
  private static final String FULL_LISTS =
      """
      SELECT * FROM (
        SELECT c.oid::int8 AS oid, s.attname::text AS attname,
               coalesce(nullif(a.attstattarget, -1), ?::int) AS target,
               cardinality(s.most_common_freqs) AS listed,
               CASE WHEN s.n_distinct < 0 THEN -s.n_distinct * c.reltuples
                    ELSE s.n_distinct END::float8 AS distinct_values,
               (SELECT min(f) FROM unnest(s.most_common_freqs) AS f)::float8 AS rarest,
               (1 - s.null_frac
                 - (SELECT sum(f) FROM unnest(s.most_common_freqs) AS f))::float8 AS rest
        FROM pg_catalog.pg_stats s
        JOIN pg_catalog.pg_namespace n ON n.nspname = s.schemaname
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
        WHERE s.tablename = ANY (?) AND c.oid = ANY (?::int8[]::oid[])
          AND s.inherited = (c.relkind = 'p') AND s.most_common_freqs IS NOT NULL
          AND EXISTS (SELECT FROM pg_catalog.pg_index x
                      WHERE x.indrelid = c.oid AND a.attnum = ANY (x.indkey::int2[]))) q
      WHERE listed >= target AND distinct_values > listed
      """;

  // The end of the histogram of integer columns that are unique alone.
  private static final String INTEGER_KEYS =
      """
      SELECT c.oid::int8 AS oid, a.attname::text AS attname,
             CASE a.atttypid WHEN 'int2'::regtype THEN 32767 ELSE 2147483647 END::int8 AS limit_,
             (SELECT max(v::numeric) FROM unnest(s.histogram_bounds::text::text[]) AS v)::int8
               AS highest
      FROM pg_catalog.pg_stats s
      JOIN pg_catalog.pg_namespace n ON n.nspname = s.schemaname
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
      WHERE s.tablename = ANY (?) AND c.oid = ANY (?::int8[]::oid[])
        AND s.inherited = (c.relkind = 'p') AND s.histogram_bounds IS NOT NULL
        AND a.atttypid IN ('int2'::regtype, 'int4'::regtype)
        AND EXISTS (SELECT FROM pg_catalog.pg_index x
                    WHERE x.indrelid = c.oid AND x.indisunique AND x.indnkeyatts = 1
                      AND x.indkey[0] = a.attnum)
      """;

  private ColumnHealth() {}

  /// Widths of a table's rows.
  ///
  /// @param bytes of a row's values on average, as stored
  /// @param nulls whether some column has NULLs
  /// @param missing columns that were never analysed, without those that are not to be
  public record Widths(
      long table, int columns, int analyzed, double bytes, boolean nulls, List<String> missing) {
    public Widths {
      missing = List.copyOf(missing);
    }
  }

  /// A full list of common values.
  ///
  /// @param rarest frequency of its last value
  /// @param rest share of the rows with other values
  public record FullList(
      long table,
      String column,
      int target,
      int listed,
      double distinct,
      double rarest,
      double rest) {}

  /// @param limit of the type
  /// @param highest value at the last ANALYZE
  public record IntegerKey(long table, String column, long limit, long highest) {}

  public static List<Widths> widths(HealthSession session, Collection<TableHealth> tables)
      throws SQLException {
    return session.list(
        WIDTHS,
        row ->
            new Widths(
                row.getLong("oid"),
                row.getInt("columns"),
                row.getInt("analyzed"),
                row.getDouble("width"),
                row.getBoolean("nulls"),
                Columns.texts(row, "missing")),
        names(tables),
        IndexHealth.oids(tables));
  }

  public static List<FullList> fullLists(
      HealthSession session, ServerHealth server, Collection<TableHealth> tables)
      throws SQLException {
    return session.list(
        FULL_LISTS,
        row ->
            new FullList(
                row.getLong("oid"),
                row.getString("attname"),
                row.getInt("target"),
                row.getInt("listed"),
                row.getDouble("distinct_values"),
                row.getDouble("rarest"),
                row.getDouble("rest")),
        server.statisticsTarget(),
        names(tables),
        IndexHealth.oids(tables));
  }

  public static List<IntegerKey> integerKeys(HealthSession session, Collection<TableHealth> tables)
      throws SQLException {
    return session.list(
        INTEGER_KEYS,
        row ->
            new IntegerKey(
                row.getLong("oid"),
                row.getString("attname"),
                row.getLong("limit_"),
                row.getLong("highest")),
        names(tables),
        IndexHealth.oids(tables));
  }

  private static String[] names(Collection<TableHealth> tables) {
    return tables.stream().map(table -> table.name().name()).toArray(String[]::new);
  }
}
