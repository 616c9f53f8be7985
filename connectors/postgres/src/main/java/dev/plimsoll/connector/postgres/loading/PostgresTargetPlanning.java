package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.KnownLoads;
import dev.plimsoll.connector.loading.Merging;
import dev.plimsoll.connector.loading.TargetPlanning;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks of PostgreSQL tables before loads.
record PostgresTargetPlanning(Connection session) implements TargetPlanning {
  // The planner assumes some rows even for an empty table.
  private static final String BYTES =
      """
      SELECT coalesce(pg_catalog.pg_relation_size(t.oid), 0)
             + coalesce((SELECT sum(pg_catalog.pg_relation_size(p.relid))
                         FROM pg_catalog.pg_partition_tree(t.oid) p), 0) AS bytes
      FROM (SELECT pg_catalog.to_regclass(?) AS oid) AS t
      """;

  private static final Pattern ROWS = Pattern.compile(" rows=([0-9]+) ");

  @Override
  public boolean exists(QualifiedName table) throws SQLException {
    return TargetCheck.exists(session, table);
  }

  @Override
  public void requireLoadable(QualifiedName table, List<Column> columns, KnownLoads known)
      throws SQLException {
    TargetCheck.require(session, table, columns, known);
  }

  @Override
  public void requireMergeable(QualifiedName table, List<Column> columns, Merging merging)
      throws SQLException {
    MergeTarget.require(session, table, columns, merging);
  }

  // By the planner's estimate, which uses the present size, analyzed or not.
  @Override
  public KeyForecast keys(QualifiedName table) throws SQLException {
    String name = Identifiers.quote(table);
    boolean empty = Sql.of(session, BYTES, name).one(row -> row.getLong("bytes") == 0);
    long rows =
        empty
            ? 0
            : Sql.of(session, "EXPLAIN SELECT FROM " + name).one(row -> planned(row.getString(1)));
    return new KeyForecast(rows, KeyDifference.ranges(rows));
  }

  private static long planned(String plan) {
    Matcher rows = ROWS.matcher(plan);
    return rows.find() ? Long.parseLong(rows.group(1)) : 0;
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
