package dev.plimsoll.advice.cost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Costs by PostgreSQL's own planner, which HypoPG tells of indexes that are not there.
///
/// HypoPG's B-trees are 2.3 to 2.8 times as large as real ones, which makes scans of a whole
/// index
/// look dear, and it has no statistics of expressions: costs propose, they do not decide. What GIN
/// would save is modelled ([InvertedScans]).
public final class HypotheticalCosts implements PlanCosts {
  private static final String SCHEMA =
      """
      SELECT n.nspname
      FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'hypopg'
      """;
  private static final Set<String> METHODS = Set.of("btree", "brin", "hash");
  private static final String GIN = "gin";
  private static final double LEAST = 0.01;

  private final Connection session;
  private final String schema;

  private HypotheticalCosts(Connection session, String schema) {
    this.session = session;
    this.schema = schema;
  }

  /// Empty where the extension is not created. Makes the session plan each execution anew.
  public static Optional<HypotheticalCosts> in(Connection session) throws SQLException {
    Optional<String> schema = Sql.of(session, SCHEMA).first(row -> row.getString(1));
    if (schema.isPresent()) {
      try (Statement statement = session.createStatement()) {
        statement.execute("SET plan_cache_mode = force_custom_plan");
      }
    }
    return schema.map(name -> new HypotheticalCosts(session, Identifiers.quote(name)));
  }

  @Override
  public Basis basis() {
    return Basis.HYPOTHETICAL;
  }

  @Override
  public boolean knows(Candidate candidate) {
    String method = candidate.definition().method();
    return METHODS.contains(method) || method.equals(GIN);
  }

  /// One round trip, whatever there is to explain.
  @Override
  public PlanCost of(PreparedQuery query, Collection<Candidate> indexes) throws SQLException {
    List<Candidate> created =
        indexes.stream().filter(one -> METHODS.contains(one.definition().method())).toList();
    StringBuilder sql = new StringBuilder("SELECT %s.hypopg_reset()".formatted(schema));
    created.forEach(one -> sql.append("; ").append(creation(one)));
    query.arguments().forEach(some -> sql.append("; ").append(query.explanation(some, "")));
    Map<String, Candidate> names = new HashMap<>();
    double cost = 0;
    Set<Candidate> used = new HashSet<>();
    try (Statement statement = session.createStatement()) {
      statement.execute(sql.toString());
      for (Candidate candidate : created) {
        names.put(next(statement), candidate);
      }
      for (int i = 0; i < query.arguments().size(); i++) {
        JsonNode plan = PreparedQuery.explained(next(statement)).path("Plan");
        InvertedScans inverted = InvertedScans.of(plan, indexes);
        cost += Math.max(LEAST, plan.path("Total Cost").asDouble() - inverted.saved());
        used(plan, names, used);
        used.addAll(inverted.used());
      }
    }
    return new PlanCost(cost / query.arguments().size(), used);
  }

  private static String next(Statement statement) throws SQLException {
    statement.getMoreResults();
    try (ResultSet row = Objects.requireNonNull(statement.getResultSet())) {
      row.next();
      return Objects.requireNonNull(row.getString(1));
    }
  }

  private String creation(Candidate candidate) {
    return "SELECT indexname FROM %s.hypopg_create_index(%s)"
        .formatted(
            schema,
            Identifiers.literal(
                IndexSql.createAround(
                    candidate.table(), candidate.definition(), "plimsoll_hypothetical")));
  }

  private static void used(JsonNode node, Map<String, Candidate> names, Set<Candidate> used) {
    Candidate candidate = names.get(node.path("Index Name").asText());
    if (candidate != null) {
      used.add(candidate);
    }
    node.path("Plans").forEach(child -> used(child, names, used));
  }

  private void reset() throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute("SELECT %s.hypopg_reset()".formatted(schema));
    }
  }

  @Override
  public void close() throws SQLException {
    reset();
  }
}
