package dev.plimsoll.advice.candidate;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plimsoll.advice.partition.PartitionTree;
import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PlannedUse.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Shares of a table's rows that satisfy the constant conditions of a workload, as PostgreSQL's
/// planner estimates them.
///
/// @param shares 0 to 1 by the table and the condition's SQL
public record Rarity(Map<Column, Double> shares) {
  public Rarity {
    shares = Map.copyOf(shares);
  }

  /// One EXPLAIN for each condition and each table.
  public static Rarity read(Connection session, Collection<PlannedUse> workload, PartitionTree tree)
      throws SQLException {
    Map<Column, Double> shares = new HashMap<>();
    Map<QualifiedName, Double> all = new HashMap<>();
    for (PlannedUse statement : workload) {
      for (PlannedUse.TableUse use : statement.tables()) {
        String relation = Identifiers.relation(use.table(), !tree.isPartitioned(use.table()));
        for (PlannedUse.ConstantCondition constant : use.constants()) {
          Column key = new Column(use.table(), constant.condition());
          if (!shares.containsKey(key)) {
            if (!all.containsKey(use.table())) {
              all.put(use.table(), rows(session, relation, "true"));
            }
            double of = all.getOrDefault(use.table(), 1.0);
            shares.put(key, Math.min(1, rows(session, relation, constant.condition()) / of));
          }
        }
      }
    }
    return new Rarity(shares);
  }

  /// 0 to 1; 1 for a condition that was not asked for.
  public double of(QualifiedName table, String condition) {
    return shares.getOrDefault(new Column(table, condition), 1.0);
  }

  private static double rows(Connection session, String relation, String condition)
      throws SQLException {
    String sql = "EXPLAIN (FORMAT JSON) SELECT FROM %s WHERE %s".formatted(relation, condition);
    String plan = Sql.of(session, sql.replace("?", "??")).one(row -> row.getString(1));
    try {
      double rows = Json.MAPPER.readTree(plan).path(0).path("Plan").path("Plan Rows").asDouble();
      return Math.max(1, rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("EXPLAIN gave no JSON", e);
    }
  }
}
