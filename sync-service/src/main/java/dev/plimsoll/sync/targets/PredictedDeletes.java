package dev.plimsoll.sync.targets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.ExtractExplanation.ComparedKeys;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.increment.DeleteLimit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Says beforehand how much there is to compare at the target: by its planner's estimate, which
/// goes by the size that a table has now, analysed or not.
public final class PredictedDeletes {
  // Of a table without rows the planner takes it that some are about to come.
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
    try (PreparedStatement statement = target.prepareStatement(BYTES)) {
      statement.setString(1, Identifiers.quote(table));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong("bytes") == 0;
      }
    }
  }

  private static long planned(Connection target, QualifiedName table) throws SQLException {
    String sql = "EXPLAIN (FORMAT JSON) SELECT FROM " + Identifiers.quote(table);
    try (Statement statement = target.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return Json.read(row.getString(1), JsonNode.class).at("/0/Plan/Plan Rows").asLong();
    }
  }
}
