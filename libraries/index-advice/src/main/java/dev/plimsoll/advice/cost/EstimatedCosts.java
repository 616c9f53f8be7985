package dev.plimsoll.advice.cost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Costs by a model from statistics, for servers without HypoPG.
///
/// A statement costs what its present plan costs, and for each scan of a table in it the cost of an
/// index scan instead, where that is less ([IndexAccess]) than the scan, and less by the same model
/// than what the table's present indexes would cost. Joins keep their order, and a scan
/// that is joined by a hash may be probed once for each row of the other side. It knows nothing
/// of plans
/// that change as a whole: it proposes, and measuring decides.
public final class EstimatedCosts implements PlanCosts {
  private final Connection session;
  private final DatabaseFacts facts;
  private final IndexAccess access;
  private final Map<String, PlannedUse> uses;
  private final Map<String, Explained> plans = new HashMap<>();

  /// @param uses by statement
  public EstimatedCosts(Connection session, DatabaseFacts facts, Map<String, PlannedUse> uses) {
    this.session = session;
    this.facts = facts;
    this.access = new IndexAccess(facts);
    this.uses = Map.copyOf(uses);
  }

  private record Explained(double cost, List<Scan> scans) {}

  /// Scan of a table.
  ///
  /// @param times it is run
  /// @param probes of its join: rows of the other side; 1 without a join
  private record Scan(QualifiedName table, double cost, double times, double probes) {}

  @Override
  public Basis basis() {
    return Basis.ESTIMATED;
  }

  @Override
  public boolean knows(Candidate candidate) {
    return candidate.definition().isPlain();
  }

  @Override
  public PlanCost of(PreparedQuery query, Collection<Candidate> indexes) throws SQLException {
    String id = query.statement().id();
    Explained plan = plans.get(id);
    if (plan == null) {
      JsonNode root = query.plan(session, query.arguments().getFirst(), "VERBOSE").path("Plan");
      List<Scan> scans = new ArrayList<>();
      scans(root, 1, 1, scans);
      plan = new Explained(root.path("Total Cost").asDouble(), scans);
      plans.put(id, plan);
    }
    PlannedUse statement = uses.getOrDefault(id, new PlannedUse(List.of(), Map.of(), false));
    double cost = plan.cost();
    Set<Candidate> used = new HashSet<>();
    for (Scan scan : plan.scans()) {
      double best = Math.min(scan.cost(), there(statement, scan));
      double scanned = best;
      Candidate bestIndex = null;
      for (Candidate index : indexes) {
        for (TableUse use : statement.tables()) {
          if (index.table().equals(scan.table()) && use.table().equals(scan.table())) {
            double with = access.cost(use, index.definition(), scan.probes(), statement.limited());
            if (with < best) {
              best = with;
              bestIndex = index;
            }
          }
        }
      }
      if (bestIndex != null) {
        cost -= scan.cost() * (1 - best / scanned) * scan.times();
        used.add(bestIndex);
      }
    }
    return new PlanCost(Math.max(cost, 0.01), used);
  }

  /// By the best index that is there.
  private double there(PlannedUse statement, Scan scan) {
    double best = Double.POSITIVE_INFINITY;
    for (IndexFacts index : facts.indexesOf(scan.table())) {
      if (index.valid() && !index.partial() && !index.expression()) {
        IndexDefinition definition =
            new IndexDefinition(Kind.INDEX, index.columns()).withIncluded(index.shape().included());
        for (TableUse use : statement.tables()) {
          if (use.table().equals(scan.table())) {
            double with = access.cost(use, definition, scan.probes(), statement.limited());
            best = Math.min(best, with);
          }
        }
      }
    }
    return best;
  }

  private static void scans(JsonNode node, double times, double probes, List<Scan> found) {
    if (node.has("Relation Name") && node.path("Node Type").asText().endsWith("Scan")) {
      found.add(
          new Scan(
              new QualifiedName(node.path("Schema").asText(), node.path("Relation Name").asText()),
              node.path("Total Cost").asDouble(),
              times,
              probes));
    }
    JsonNode children = node.path("Plans");
    boolean nested = node.path("Node Type").asText().equals("Nested Loop");
    boolean joins = node.has("Hash Cond") || node.has("Merge Cond") || nested;
    double outer = children.path(0).path("Plan Rows").asDouble();
    for (int i = 0; i < children.size(); i++) {
      JsonNode child = children.path(i);
      double others = children.path(1 - Math.min(1, i)).path("Plan Rows").asDouble();
      boolean inner = nested && i == 1;
      // A hash keeps its child, and so what that one is joined with.
      double itsProbes =
          node.path("Node Type").asText().equals("Hash") ? probes : joins ? others : 1;
      scans(
          child,
          inner ? times * Math.max(1, outer) : times,
          Math.max(1, inner ? 1 : itsProbes),
          found);
    }
  }

  @Override
  public void close() {}
}
