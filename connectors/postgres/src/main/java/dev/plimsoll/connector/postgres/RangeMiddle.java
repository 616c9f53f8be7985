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

/// Search for a key near the middle of the unread part of a range: by the histogram of `ANALYZE`,
/// else halfway between whole numbers. The result is the key of an existing row in that part, in
/// the column's own order: any other key might cut the range in the wrong place.
///
/// @param table read by a key
record RangeMiddle(Connection session, PlannedTable table) {
  // Bounds of the equal-height histogram between two keys.
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

  // As if keys were evenly distributed, for want of anything better.
  private static final String HALFWAY =
      """
      SELECT trunc((after + upper) / 2)::text AS middle,
             ((upper - after) / nullif(last_key - first_key, 0))::float8 AS share
      FROM (SELECT %1$s::numeric AS after, coalesce(%2$s::numeric, max(%3$s)) AS upper,
                   max(%3$s)::numeric AS last_key, min(%3$s)::numeric AS first_key
            FROM %4$s) AS ends
      """;

  // With a name of its own: ORDER BY the column's name would sort by its text.
  private static final String FIRST_KEY =
      """
      SELECT %1$s::text AS "::key" FROM %2$s
      WHERE %1$s > %3$s AND %1$s >= %4$s AND %5$s
      ORDER BY %1$s LIMIT 1
      """;

  private Column first() {
    return table.keyColumns().getFirst();
  }

  /// @param key of an existing row
  /// @param share of the table's rows in the unread part, estimated
  record Middle(String key, double share) {}

  /// @param after exclusive lower bound
  /// @param upper exclusive upper bound; null for none
  /// @return empty where nothing is known, or too little is left
  Optional<Middle> find(String after, @Nullable String upper) throws SQLException {
    Optional<Middle> candidate = fromHistogram(after, upper);
    if (candidate.isEmpty() && first().type().isWholeNumber()) {
      candidate = halfway(after, upper);
    }
    return candidate.isEmpty() ? candidate : firstKey(after, upper, candidate.get());
  }

  private Optional<Middle> fromHistogram(String after, @Nullable String upper) throws SQLException {
    String type = first().castName();
    String below = upper == null ? "true" : "b.bound::" + type + " < " + constant(upper);
    String sql = FROM_HISTOGRAM.formatted(type, constant(after), below);
    // With fewer bounds the middle is too close to the rows being read.
    return Sql.of(session, sql, table.name().schema(), table.name().name(), first().name())
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
            Identifiers.quote(first().name()),
            from());
    return Sql.of(session, sql).one(RangeMiddle::middle);
  }

  private Optional<Middle> firstKey(String after, @Nullable String upper, Middle candidate)
      throws SQLException {
    String name = Identifiers.quote(first().name());
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
    return RangeQuery.constant(text, first());
  }
}
