package dev.plimsoll.advice.use;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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

  /// One EXPLAIN, of a database without partitions.
  public static PlannedUse read(Connection session, PreparedQuery query) throws SQLException {
    try (UseReader reader = in(session)) {
      return reader.read(query, UnaryOperator.identity());
    }
  }

  /// One EXPLAIN, and a second one where partitions were left out for values that are not known.
  ///
  /// @param used the table that counts as used where a plan scans another, which is its partition
  public PlannedUse read(PreparedQuery query, UnaryOperator<QualifiedName> used)
      throws SQLException {
    List<String> nothing = query.types().stream().map(_ -> "NULL").toList();
    JsonNode explained = query.plan(session, nothing, "VERBOSE");
    return of(isPruned(explained.path("Plan")) ? unpruned(query, nothing) : explained, used);
  }

  /// Whether the executor would leave out partitions, which its plan then does not name.
  public static boolean isPruned(JsonNode node) {
    if (node.path("Subplans Removed").asInt() > 0) {
      return true;
    }
    for (JsonNode child : node.path("Plans")) {
      if (isPruned(child)) {
        return true;
      }
    }
    return false;
  }

  /// A plan that is kept would prune as before, so it is discarded, as is the one without pruning.
  private JsonNode unpruned(PreparedQuery query, List<String> values) throws SQLException {
    execute("SET enable_partition_pruning = off; DISCARD PLANS");
    try {
      return query.plan(session, values, "VERBOSE");
    } finally {
      execute("RESET enable_partition_pruning; DISCARD PLANS");
    }
  }

  /// @param explained with `Plan`
  static PlannedUse of(JsonNode explained, UnaryOperator<QualifiedName> used) {
    JsonNode root = explained.path("Plan");
    PlanWalk walk = new PlanWalk(PlanRelations.of(root, used));
    walk.output(root);
    walk.node(root, "");
    return walk.use();
  }

  private interface Setting {
    String sql(String name);
  }

  private void set(Setting setting) throws SQLException {
    execute(AS_WRITTEN.keySet().stream().map(setting::sql).collect(Collectors.joining("; ")));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    set(name -> "RESET " + name);
  }
}
