package dev.plimsoll.advice.cost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.candidate.Rarity;
import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.IndexFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Costs by a model from statistics, for servers without HypoPG, and for statements without a plan.
///
/// A statement costs what its present plan costs, and for each scan of a table in it the cost of an
/// index scan instead, where that is less ([IndexAccess]) than the scan, and less by the same model
/// than what the table's present indexes would cost. Joins keep their order, and a scan
/// that is joined by a hash may be probed once for each row of the other side. It knows nothing
/// of plans that change as a whole: it proposes, and measuring decides. Without a plan, each table
/// that the statement names is read once, whole.
public final class EstimatedCosts implements PlanCosts {
  private static final double TUPLE = 0.0125;
  private static final double PAGE_BYTES = 8_192;
  private static final Set<String> METHODS = Set.of(IndexDefinition.BTREE, "gin");

  private final Connection session;
  private final DatabaseFacts facts;
  private final IndexAccess access;
  private final Map<String, PlannedUse> uses;
  private final Map<String, Explained> plans = new HashMap<>();

  /// @param uses by statement
  public EstimatedCosts(
      Connection session, DatabaseFacts facts, Map<String, PlannedUse> uses, Rarity rarity) {
    this.session = session;
    this.facts = facts;
    this.access = new IndexAccess(facts, rarity);
    this.uses = Map.copyOf(uses);
  }

  /// @param root null where there is no plan, or none of its filters asks for a GIN index
  private record Explained(double cost, List<Scan> scans, @Nullable JsonNode root) {}

  /// Scan of a table.
  ///
  /// @param times it is run
  /// @param probes of its join: rows of the other side; 1 without a join
  /// @param there what the table's present indexes would cost, at most the scan
  private record Scan(
      QualifiedName table, double cost, double times, double probes, double there) {}

  @Override
  public Basis basis() {
    return Basis.ESTIMATED;
  }

  @Override
  public boolean knows(Candidate candidate) {
    return METHODS.contains(candidate.definition().method());
  }

  @Override
  public PlanCost of(PreparedQuery query, Collection<Candidate> indexes) throws SQLException {
    String id = query.statement().id();
    PlannedUse statement = uses.getOrDefault(id, PlannedUse.NONE);
    Explained plan = plans.get(id);
    if (plan == null) {
      plan = query.isPlanned() ? explained(query, statement) : whole(statement);
      plans.put(id, plan);
    }
    double cost = plan.cost();
    Set<Candidate> used = new HashSet<>();
    for (Scan scan : plan.scans()) {
      double best = scan.there();
      Set<Candidate> its = Set.of();
      for (TableUse use : statement.tables()) {
        if (!use.table().equals(scan.table())) {
          continue;
        }
        for (Candidate index : indexes) {
          if (index.table().equals(scan.table())
              && index.definition().method().equals(IndexDefinition.BTREE)) {
            double with = access.cost(use, index.definition(), scan.probes(), statement.limited());
            if (with < best || with == best && its.size() == 1 && smaller(index, its)) {
              best = with;
              its = Set.of(index);
            }
          }
        }
        Set<Candidate> sides = sides(use, indexes);
        double together =
            sides.isEmpty()
                ? Double.POSITIVE_INFINITY
                : use.alternatives().stream()
                    .mapToDouble(column -> access.ofAlternative(use, column))
                    .sum();
        if (together < best) {
          best = together;
          its = sides;
        }
      }
      if (!its.isEmpty()) {
        cost -= scan.cost() * (1 - best / scan.there()) * scan.times();
        used.addAll(its);
      }
    }
    JsonNode root = plan.root();
    if (root != null) {
      InvertedScans inverted = InvertedScans.of(root, indexes);
      cost -= inverted.saved();
      used.addAll(inverted.used());
    }
    return new PlanCost(Math.max(cost, 0.01), used);
  }

  /// Of equal costs the same one each time, whatever the order: that of fewer columns.
  private static boolean smaller(Candidate index, Set<Candidate> than) {
    Candidate other = than.iterator().next();
    int by =
        Integer.compare(
            index.definition().allColumns().size(), other.definition().allColumns().size());
    return by < 0 || by == 0 && index.brief().compareTo(other.brief()) < 0;
  }

  /// An index for each side of an OR, where every side has one; empty where not, or where none of
  /// them is new.
  private Set<Candidate> sides(TableUse use, Collection<Candidate> indexes) {
    Set<Candidate> sides = new HashSet<>();
    for (String column : use.alternatives()) {
      Candidate own = null;
      for (Candidate index : indexes) {
        if (index.table().equals(use.table())
            && index.definition().isPlain()
            && index.definition().columns().getFirst().equals(column)
            && (own == null || smaller(index, Set.of(own)))) {
          own = index;
        }
      }
      if (own != null) {
        sides.add(own);
      } else if (facts.indexesOf(use.table()).stream()
          .noneMatch(there -> there.valid() && there.columns().getFirst().equals(column))) {
        return Set.of();
      }
    }
    return sides;
  }

  private Explained explained(PreparedQuery query, PlannedUse statement) throws SQLException {
    JsonNode root = query.plan(session, query.arguments().getFirst(), "VERBOSE").path("Plan");
    List<Scan> scans = new ArrayList<>();
    scans(statement, root, 1, 1, scans);
    boolean asks = statement.tables().stream().anyMatch(use -> !use.contained().isEmpty());
    return new Explained(root.path("Total Cost").asDouble(), scans, asks ? root : null);
  }

  private Explained whole(PlannedUse statement) {
    List<Scan> scans = new ArrayList<>();
    double cost = 0;
    for (TableUse use : statement.tables()) {
      TableFacts table = facts.tables().get(use.table());
      if (table != null) {
        double scan = table.heapBytes() / PAGE_BYTES + Math.max(0, table.rows()) * TUPLE;
        double there = Math.min(scan, there(statement, use.table(), 1));
        scans.add(new Scan(use.table(), scan, 1, 1, there));
        cost += there;
      }
    }
    return new Explained(cost, scans, null);
  }

  /// By the best index that is there.
  private double there(PlannedUse statement, QualifiedName table, double probes) {
    double best = Double.POSITIVE_INFINITY;
    for (IndexFacts index : facts.indexesOf(table)) {
      if (index.valid() && !index.partial() && !index.expression()) {
        IndexDefinition definition =
            new IndexDefinition(Kind.INDEX, index.columns()).withIncluded(index.shape().included());
        for (TableUse use : statement.tables()) {
          if (use.table().equals(table)) {
            double with = access.cost(use, definition, probes, statement.limited());
            best = Math.min(best, with);
          }
        }
      }
    }
    return best;
  }

  private void scans(
      PlannedUse statement, JsonNode node, double times, double probes, List<Scan> found) {
    if (node.has("Relation Name") && node.path("Node Type").asText().endsWith("Scan")) {
      QualifiedName table =
          new QualifiedName(node.path("Schema").asText(), node.path("Relation Name").asText());
      double cost = node.path("Total Cost").asDouble();
      double there = Math.min(cost, there(statement, table, probes));
      found.add(new Scan(table, cost, times, probes, there));
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
          statement,
          child,
          (inner ? times * Math.max(1, outer) : times) * readShare(node, child),
          Math.max(1, inner ? 1 : itsProbes),
          found);
    }
  }

  /// Share of its child that a LIMIT comes to read, by the plan's own costs.
  private static double readShare(JsonNode node, JsonNode child) {
    double whole = child.path("Total Cost").asDouble();
    return node.path("Node Type").asText().equals("Limit") && whole > 0
        ? Math.min(1, node.path("Total Cost").asDouble() / whole)
        : 1;
  }

  @Override
  public void close() {}
}
