package dev.plimsoll.advice.use;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Reader of statements' uses of tables from their generic plans.
///
/// Plans are made without indexes, merge joins and nested loops, so that all conditions are
/// written as filters and hash conditions, and every order as a sort. The session has these
/// settings until the reader is closed, and auto-commit on.
public final class UseReader implements AutoCloseable {
  private static final Map<String, String> AS_WRITTEN =
      Map.of(
          "plan_cache_mode", "force_generic_plan",
          "enable_indexscan", "off",
          "enable_indexonlyscan", "off",
          "enable_bitmapscan", "off",
          "enable_nestloop", "off",
          "enable_mergejoin", "off",
          "enable_hashagg", "on",
          "max_parallel_workers_per_gather", "0");

  private final Connection session;

  private UseReader(Connection session) {
    this.session = session;
  }

  public static UseReader in(Connection session) throws SQLException {
    UseReader reader = new UseReader(session);
    reader.set(name -> "SET %s = %s".formatted(name, AS_WRITTEN.get(name)));
    return reader;
  }

  /// One EXPLAIN.
  public static PlannedUse read(Connection session, PreparedQuery query) throws SQLException {
    try (UseReader reader = in(session)) {
      return reader.read(query);
    }
  }

  /// One EXPLAIN.
  public PlannedUse read(PreparedQuery query) throws SQLException {
    List<String> nothing = query.types().stream().map(_ -> "NULL").toList();
    return of(query.plan(session, nothing, "VERBOSE"));
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

  private interface Setting {
    String sql(String name);
  }

  private void set(Setting setting) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(
          AS_WRITTEN.keySet().stream().map(setting::sql).collect(Collectors.joining("; ")));
    }
  }

  @Override
  public void close() throws SQLException {
    set(name -> "RESET " + name);
  }
}
