package dev.plimsoll.advice.evidence;

import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Reader of `pg_stat_statements` of PostgreSQL 14 to 18, which all have these columns.
public final class StatementStatistics {
  private static final String SCHEMA =
      """
      SELECT n.nspname
      FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'pg_stat_statements'
      """;

  // One call reads the extension's file of texts whole: some milliseconds at its usual limit of
  // 5,000
  // statements. Statements of other users have their text for roles with pg_read_all_stats only.
  private static final String STATEMENTS =
      """
      SELECT s.queryid::text AS id, min(s.query) AS text, sum(s.calls)::bigint AS calls,
             sum(s.total_exec_time) / sum(s.calls) AS mean_millis,
             (sum(s.rows) / sum(s.calls))::float8 AS mean_rows,
             (sum(s.shared_blks_hit + s.shared_blks_read) / sum(s.calls))::float8 AS mean_blocks
      FROM %s.pg_stat_statements s
      JOIN pg_catalog.pg_database d ON d.oid = s.dbid AND d.datname = current_database()
      WHERE s.calls > 0 AND s.query <> '<insufficient privilege>'
        AND s.query ~* '^\\s*(select|with|insert|update|delete|merge)\\y'
        AND s.query !~* '\\y(pg_catalog\\.|pg_stat_statements|hypopg)'
      GROUP BY s.queryid
      ORDER BY sum(s.total_exec_time) DESC
      LIMIT ?
      """;

  private StatementStatistics() {}

  /// The statements that took most time in this database, the first of all; empty where the
  /// extension is not created.
  public static List<ObservedStatement> read(Connection connection, int most) throws SQLException {
    Optional<String> schema = Sql.of(connection, SCHEMA).first(row -> row.getString(1));
    if (schema.isEmpty()) {
      return List.of();
    }
    return Sql.of(connection, STATEMENTS.formatted(Identifiers.quote(schema.get())), most)
        .list(
            row ->
                new ObservedStatement(
                    row.getString("id"),
                    row.getString("text"),
                    row.getLong("calls"),
                    row.getDouble("mean_millis"),
                    row.getDouble("mean_rows"),
                    row.getDouble("mean_blocks")));
  }
}
