package dev.plimsoll.advice.use;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/// Reader of a statement's use of tables from its generic plan.
///
/// The plan is made without indexes, merge joins and nested loops, so that all conditions are
/// written as filters and hash conditions, and every order as a sort.
public final class UseReader {
  private static final String AS_WRITTEN =
      """
      SET LOCAL plan_cache_mode = force_generic_plan;
      SET LOCAL enable_indexscan = off;
      SET LOCAL enable_indexonlyscan = off;
      SET LOCAL enable_bitmapscan = off;
      SET LOCAL enable_nestloop = off;
      SET LOCAL enable_mergejoin = off;
      SET LOCAL enable_hashagg = on;
      SET LOCAL max_parallel_workers_per_gather = 0
      """;

  private UseReader() {}

  /// One EXPLAIN in a transaction that is rolled back.
  ///
  /// @param session with auto-commit on
  public static PlannedUse read(Connection session, PreparedQuery query) throws SQLException {
    session.setAutoCommit(false);
    try (Statement statement = session.createStatement()) {
      statement.execute(AS_WRITTEN);
      return of(query.plan(session, query.types().stream().map(_ -> "NULL").toList(), "VERBOSE"));
    } finally {
      session.rollback();
      session.setAutoCommit(true);
    }
  }

  /// @param explained with `Plan`
  static PlannedUse of(JsonNode explained) {
    JsonNode root = explained.path("Plan");
    Map<String, QualifiedName> relations = new HashMap<>();
    relations(root, relations);
    PlanWalk walk = new PlanWalk(relations);
    walk.output(root);
    walk.node(root, "");
    return walk.use();
  }

  private static void relations(JsonNode node, Map<String, QualifiedName> relations) {
    if (node.has("Relation Name") && node.has("Schema")) {
      relations.put(
          node.path("Alias").asText(),
          new QualifiedName(node.path("Schema").asText(), node.path("Relation Name").asText()));
    }
    node.path("Plans").forEach(child -> relations(child, relations));
  }
}
