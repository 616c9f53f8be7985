package dev.plimsoll.sync.targets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.ExtractExplanation.ComparedKeys;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.increment.DeleteLimit;
import java.sql.Connection;
import java.sql.SQLException;

/// Forecast of how many keys there are to compare at the target: by its planner's estimate, which
/// goes by the size that a table has now, analysed or not.
public final class PredictedDeletes {
  // The planner takes it that a table without rows is about to get some.
  private static final String BYTES =
      """
      SELECT coalesce(pg_catalog.pg_relation_size(t.oid), 0)
             + coalesce((SELECT sum(pg_catalog.pg_relation_size(p.relid))
                         FROM pg_catalog.pg_partition_tree(t.oid) p), 0) AS bytes
      FROM (SELECT pg_catalog.to_regclass(?) AS oid) AS t
      """;

  private PredictedDeletes() {}

  /// @param table which may be yet to be made
  public static ComparedKeys of(Connection target, QualifiedName table, DeleteLimit limit)
      throws SQLException {
    long rows = isEmpty(target, table) ? 0 : planned(target, table);
    return new ComparedKeys(rows, KeyDifference.ranges(rows), limit.maxPercent(), limit.maxRows());
  }

  private static boolean isEmpty(Connection target, QualifiedName table) throws SQLException {
    return Sql.of(target, BYTES, Identifiers.quote(table)).one(row -> row.getLong("bytes") == 0);
  }

  private static long planned(Connection target, QualifiedName table) throws SQLException {
    return Sql.of(target, "EXPLAIN (FORMAT JSON) SELECT FROM " + Identifiers.quote(table))
        .one(row -> Json.read(row.getString(1), JsonNode.class))
        .at("/0/Plan/Plan Rows")
        .asLong();
  }
}
