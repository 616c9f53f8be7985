package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds a key about the middle of what is left of a range, by what `ANALYZE` knows, else halfway
/// between whole numbers. What is found is the key of a row that lies in the range by the column's
/// own order, whatever statistics say: everything else might tear a range apart twice.
final class RangeMiddle {
  // Bounds of the histogram between two keys; each stands for as many rows.
  private static final String FROM_HISTOGRAM =
      """
      SELECT count(*) AS bounds,
             count(*)::float8 / min(array_length(s.histogram_bounds::text::text[], 1)) AS share,
             (array_agg(b.bound ORDER BY b.place))[1 + count(*) / 2] AS middle
      FROM pg_catalog.pg_stats s,
           unnest(s.histogram_bounds::text::text[]) WITH ORDINALITY AS b (bound, place)
      WHERE s.schemaname = ? AND s.tablename = ? AND s.attname = ? AND NOT s.inherited
        AND b.bound::%1$s > %2$s AND %3$s
      """;

  // As if keys lay evenly between the least and the greatest one, for want of anything better.
  private static final String HALFWAY =
      """
      SELECT trunc((after + upper) / 2)::text AS middle,
             ((upper - after) / nullif(last_key - first_key, 0))::float8 AS share
      FROM (SELECT %1$s::numeric AS after, coalesce(%2$s::numeric, max(%3$s)) AS upper,
                   max(%3$s)::numeric AS last_key, min(%3$s)::numeric AS first_key
            FROM %4$s) AS ends
      """;

  // The name keeps ORDER BY from taking the column's name for its text, and sorting by that.
  private static final String FIRST_KEY =
      """
      SELECT %1$s::text AS "::key" FROM %2$s
      WHERE %1$s > %3$s AND %1$s >= %4$s AND %5$s
      ORDER BY %1$s LIMIT 1
      """;

  private final Connection session;
  private final PlannedTable table;
  private final Column first;

  /// @param table read by a key
  RangeMiddle(Connection session, PlannedTable table) {
    this.session = session;
    this.table = table;
    this.first = table.keyColumns().getFirst();
  }

  /// @param key of a row that is there
  /// @param share of the table's rows that is left in the range, as far as is known
  record Middle(String key, double share) {}

  /// @param after which key it must lie
  /// @param upper before which; null for no bound
  /// @return empty where nothing is known, or where too little is left
  Optional<Middle> find(String after, @Nullable String upper) throws SQLException {
    Optional<Middle> candidate = fromHistogram(after, upper);
    if (candidate.isEmpty() && first.type().isWholeNumber()) {
      candidate = halfway(after, upper);
    }
    return candidate.isEmpty() ? candidate : firstKey(after, upper, candidate.get());
  }

  private Optional<Middle> fromHistogram(String after, @Nullable String upper) throws SQLException {
    String type = first.castName();
    String below = upper == null ? "true" : "b.bound::" + type + " < " + constant(upper);
    String sql = FROM_HISTOGRAM.formatted(type, constant(after), below);
    // Two bounds apart at least: the middle of less is too near to what is being read.
    return Sql.of(session, sql, table.name().schema(), table.name().name(), first.name())
        .one(row -> row.getInt("bounds") > 1 ? middle(row) : Optional.empty());
  }

  private static Optional<Middle> middle(ResultSet row) throws SQLException {
    double share = row.getDouble("share");
    return Optional.ofNullable(row.getString("middle")).map(key -> new Middle(key, share));
  }

  private Optional<Middle> halfway(String after, @Nullable String upper) throws SQLException {
    String sql =
        HALFWAY.formatted(
            Identifiers.literal(after),
            upper == null ? "NULL" : Identifiers.literal(upper),
            Identifiers.quote(first.name()),
            from());
    return Sql.of(session, sql).one(RangeMiddle::middle);
  }

  private Optional<Middle> firstKey(String after, @Nullable String upper, Middle candidate)
      throws SQLException {
    String name = Identifiers.quote(first.name());
    String sql =
        FIRST_KEY.formatted(
            name,
            from(),
            constant(after),
            constant(candidate.key()),
            upper == null ? "true" : name + " < " + constant(upper));
    return Sql.of(session, sql).first(row -> new Middle(row.getString(1), candidate.share()));
  }

  private String from() {
    return Identifiers.relation(table.name(), table.only());
  }

  private String constant(String text) {
    return WindowSql.constant(text, first);
  }
}
