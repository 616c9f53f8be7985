package dev.plimsoll.analysis.statements;

import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Counters of `pg_stat_statements` at one time. Immutable.
///
/// @param readAt the server's clock
/// @param reset when all of them were last reset; null where that is not known
/// @param evictions of statements that had to give way to others, since then
/// @param statements by `queryid`
public record StatementCounters(
    Instant readAt, @Nullable Instant reset, long evictions, Map<String, Counter> statements) {
  private static final int STATEMENT_TIMES = 17_0000;

  // Catalog and one row in shared memory.
  private static final String WHERE =
      """
      SELECT n.nspname, current_setting('server_version_num')::int AS version
      FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'pg_stat_statements'
      """;

  private static final String INFO =
      """
      SELECT clock_timestamp() AS read_at, i.stats_reset, i.dealloc
      FROM %s.pg_stat_statements_info i
      """;

  // Reads all counters in shared memory, and no texts: a few milliseconds.
  private static final String COUNTERS =
      """
      SELECT s.queryid::text AS id, sum(s.calls)::bigint AS calls,
             sum(s.total_exec_time) AS millis, %s AS since
      FROM %s.pg_stat_statements(false) s
      JOIN pg_catalog.pg_database d ON d.oid = s.dbid AND d.datname = current_database()
      WHERE s.queryid::text = ANY (?)
      GROUP BY s.queryid
      """;

  public StatementCounters {
    statements = Map.copyOf(statements);
  }

  /// @param millis of all calls together
  /// @param since when the first of them was counted; null before PostgreSQL 17
  public record Counter(long calls, double millis, @Nullable Instant since) {
    public double mean() {
      return calls == 0 ? 0 : millis / calls;
    }
  }

  /// Empty where the extension is not created.
  ///
  /// @throws SQLException where it is not loaded (55000), or may not be read
  public static Optional<StatementCounters> read(Connection connection, Collection<String> ids)
      throws SQLException {
    record Place(String schema, boolean timed) {}
    Optional<Place> place =
        Sql.of(connection, WHERE)
            .first(
                row ->
                    new Place(
                        Identifiers.quote(row.getString("nspname")),
                        row.getInt("version") >= STATEMENT_TIMES));
    if (place.isEmpty()) {
      return Optional.empty();
    }
    String schema = place.get().schema();
    Map<String, Counter> counters =
        ids.isEmpty()
            ? Map.of()
            : Sql.of(
                    connection,
                    COUNTERS.formatted(
                        place.get().timed() ? "min(s.stats_since)" : "NULL::timestamptz", schema),
                    (Object) ids.toArray(String[]::new))
                .map(
                    row -> row.getString("id"),
                    row ->
                        new Counter(
                            row.getLong("calls"),
                            row.getDouble("millis"),
                            instant(row.getObject("since", OffsetDateTime.class))));
    return Sql.of(connection, INFO.formatted(schema))
        .first(
            row ->
                new StatementCounters(
                    row.getObject("read_at", OffsetDateTime.class).toInstant(),
                    instant(row.getObject("stats_reset", OffsetDateTime.class)),
                    row.getLong("dealloc"),
                    counters));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
