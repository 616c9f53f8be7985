package dev.plimsoll.advice.cost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.partition.PartitionTree;
import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.advice.use.UseReader;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
///
/// HypoPG refuses an index of a partitioned table: it gets one on each partition that the statement
/// scans.
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
  private static final int MOST_PARTITIONS = 100;

  private final Connection session;
  private final String schema;
  private final PartitionTree tree;
  private final Map<String, PlannedUse> uses;
  private final Map<PreparedQuery, Set<QualifiedName>> partitions = new HashMap<>();

  private HypotheticalCosts(
      Connection session, String schema, PartitionTree tree, Map<String, PlannedUse> uses) {
    this.session = session;
    this.schema = schema;
    this.tree = tree;
    this.uses = Map.copyOf(uses);
  }

  /// Empty where the extension is not created.
  ///
  /// @param session that plans each execution anew
  /// @param uses by statement
  public static Optional<HypotheticalCosts> in(
      Connection session, PartitionTree tree, Map<String, PlannedUse> uses) throws SQLException {
    return Sql.of(session, SCHEMA)
        .first(row -> row.getString(1))
        .map(schema -> new HypotheticalCosts(session, Identifiers.quote(schema), tree, uses));
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

  /// Whether it scans so many partitions that indexes on all of them would take too long.
  boolean isTooWide(PreparedQuery query) throws SQLException {
    return partitions(query).size() > MOST_PARTITIONS;
  }

  @Override
  public int weight(PreparedQuery query) throws SQLException {
    return Math.max(1, partitions(query).size());
  }

  /// Partitions that its plans scan. Where the executor would leave some out, all partitions of
  /// its tables: the planner counts those, too.
  private Set<QualifiedName> partitions(PreparedQuery query) throws SQLException {
    PlannedUse use = uses.getOrDefault(query.statement().id(), PlannedUse.NONE);
    if (use.tables().stream().noneMatch(one -> tree.isPartitioned(one.table()))) {
      return Set.of();
    }
    Set<QualifiedName> known = partitions.get(query);
    if (known != null) {
      return known;
    }
    reset();
    Set<QualifiedName> found = new HashSet<>();
    for (List<String> values : query.arguments()) {
      JsonNode plan = query.plan(session, values, "VERBOSE").path("Plan");
      if (UseReader.isPruned(plan)) {
        use.tables().forEach(one -> found.addAll(tree.leaves(one.table())));
      }
      ScanWalk walk = new ScanWalk();
      walk.add(plan);
      walk.found.forEach(scan -> found.add(scan.table()));
    }
    found.removeIf(table -> !tree.parents().containsKey(table));
    partitions.put(query, Set.copyOf(found));
    return Set.copyOf(found);
  }

  /// One round trip, whatever there is to explain.
  @Override
  public PlanCost of(PreparedQuery query, Collection<Candidate> indexes) throws SQLException {
    List<Created> created = created(query, indexes);
    StringBuilder sql = new StringBuilder("SELECT %s.hypopg_reset()".formatted(schema));
    created.forEach(one -> sql.append("; ").append(creation(one)));
    query.arguments().forEach(some -> sql.append("; ").append(query.explanation(some, "")));
    Map<String, Candidate> names = new HashMap<>();
    double cost = 0;
    Set<Candidate> used = new HashSet<>();
    try (Statement statement = session.createStatement()) {
      statement.execute(sql.toString());
      for (Created one : created) {
        names.put(next(statement), one.candidate());
      }
      for (int i = 0; i < query.arguments().size(); i++) {
        JsonNode plan = PreparedQuery.explained(next(statement)).path("Plan");
        InvertedScans inverted = InvertedScans.of(plan, indexes, tree);
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

  /// @param table the candidate's, or a partition of it
  private record Created(Candidate candidate, QualifiedName table) {}

  private List<Created> created(PreparedQuery query, Collection<Candidate> indexes)
      throws SQLException {
    Set<QualifiedName> scanned = partitions(query);
    List<Created> created = new ArrayList<>();
    for (Candidate one : indexes) {
      if (METHODS.contains(one.definition().method())) {
        tree.leaves(one.table()).stream()
            .filter(leaf -> leaf.equals(one.table()) || scanned.contains(leaf))
            .forEach(leaf -> created.add(new Created(one, leaf)));
      }
    }
    return created;
  }

  private String creation(Created one) {
    return "SELECT indexname FROM %s.hypopg_create_index(%s)"
        .formatted(
            schema,
            Identifiers.literal(
                IndexSql.createAround(
                    one.table(), one.candidate().definition(), "plimsoll_hypothetical")));
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
