package dev.plimsoll.advice.cost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.candidate.Rarity;
import dev.plimsoll.advice.cost.IndexAccess.Place;
import dev.plimsoll.advice.partition.PartitionTree;
import dev.plimsoll.advice.partition.PartitionedFacts;
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
///
/// An index of a partitioned table is an index of each partition that the plan scans. Partitions
/// that the executor would leave out cost nothing.
public final class EstimatedCosts implements PlanCosts {
  private static final double TUPLE = 0.0125;
  private static final double PAGE_BYTES = 8_192;
  private static final int SCANS_OF_A_LOOK = 16;
  private static final Set<String> METHODS = Set.of(IndexDefinition.BTREE, "gin");

  private final Connection session;
  private final DatabaseFacts facts;
  private final PartitionTree tree;
  private final IndexAccess access;
  private final Map<String, PlannedUse> uses;
  private final Map<String, List<Explained>> plans = new HashMap<>();

  /// @param uses by statement
  public EstimatedCosts(
      Connection session, PartitionedFacts catalog, Map<String, PlannedUse> uses, Rarity rarity) {
    this.session = session;
    this.facts = catalog.facts();
    this.tree = catalog.tree();
    this.access = new IndexAccess(facts, rarity);
    this.uses = Map.copyOf(uses);
  }

  /// @param root null where there is no plan, or none of its filters asks for a GIN index
  private record Explained(double cost, List<Scan> scans, @Nullable JsonNode root) {}

  /// Scan of a table or a partition.
  ///
  /// @param times it is run
  /// @param there what the table's present indexes would cost, at most the scan
  private record Scan(Place place, double cost, double times, double there) {
    QualifiedName table() {
      return place.table();
    }
  }

  @Override
  public Basis basis() {
    return Basis.ESTIMATED;
  }

  @Override
  public boolean knows(Candidate candidate) {
    return METHODS.contains(candidate.definition().method());
  }

  /// Of the plans with each set of values the mean.
  @Override
  public PlanCost of(PreparedQuery query, Collection<Candidate> indexes) throws SQLException {
    PlannedUse statement = uses.getOrDefault(query.statement().id(), PlannedUse.NONE);
    List<Explained> some = explained(query);
    double cost = 0;
    Set<Candidate> used = new HashSet<>();
    for (Explained plan : some) {
      PlanCost its = of(statement, plan, indexes);
      cost += its.cost() / some.size();
      used.addAll(its.used());
    }
    return new PlanCost(cost, used);
  }

  private PlanCost of(PlannedUse statement, Explained plan, Collection<Candidate> indexes) {
    double cost = plan.cost();
    Set<Candidate> used = new HashSet<>();
    for (Scan scan : plan.scans()) {
      double best = scan.there();
      Set<Candidate> its = Set.of();
      for (TableUse use : statement.tables()) {
        if (!tree.covers(use.table(), scan.table())) {
          continue;
        }
        for (Candidate index : indexes) {
          if (index.definition().method().equals(IndexDefinition.BTREE)
              && tree.covers(index.table(), scan.table())) {
            double with = access.cost(use, index.definition(), scan.place(), statement.limited());
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
                    .mapToDouble(column -> access.ofAlternative(use, scan.table(), column))
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
      InvertedScans inverted = InvertedScans.of(root, indexes, tree);
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
        if (index.definition().isPlain()
            && tree.covers(index.table(), use.table())
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

  /// Where many partitions are scanned, each look weighs an index on each.
  @Override
  public int weight(PreparedQuery query) throws SQLException {
    return Math.max(1, explained(query).getFirst().scans().size() / SCANS_OF_A_LOOK);
  }

  private List<Explained> explained(PreparedQuery query) throws SQLException {
    String id = query.statement().id();
    List<Explained> some = plans.get(id);
    if (some == null) {
      PlannedUse statement = uses.getOrDefault(id, PlannedUse.NONE);
      some = new ArrayList<>();
      if (query.isPlanned()) {
        for (List<String> values : query.arguments()) {
          some.add(explained(query, values, statement));
        }
      } else {
        some.add(whole(statement));
      }
      plans.put(id, some);
    }
    return some;
  }

  private Explained explained(PreparedQuery query, List<String> values, PlannedUse statement)
      throws SQLException {
    JsonNode root = query.plan(session, values, "VERBOSE").path("Plan");
    ScanWalk walk = new ScanWalk();
    walk.add(root);
    boolean asks = statement.tables().stream().anyMatch(use -> !use.contained().isEmpty());
    double cost = root.path("Total Cost").asDouble() - walk.removed;
    return new Explained(cost, scans(statement, walk.found), asks ? root : null);
  }

  private Explained whole(PlannedUse statement) {
    List<ScanWalk.Found> found = new ArrayList<>();
    for (TableUse use : statement.tables()) {
      for (QualifiedName leaf : tree.leaves(use.table())) {
        TableFacts table = facts.tables().get(leaf);
        if (table != null) {
          double scan = table.heapBytes() / PAGE_BYTES + Math.max(0, table.rows()) * TUPLE;
          found.add(new ScanWalk.Found(leaf, scan, 1, 1, Double.NaN, false, Double.NaN));
        }
      }
    }
    List<Scan> scans = scans(statement, found);
    return new Explained(scans.stream().mapToDouble(Scan::there).sum(), scans, null);
  }

  private List<Scan> scans(PlannedUse statement, List<ScanWalk.Found> found) {
    Map<QualifiedName, Integer> parts = new HashMap<>();
    found.forEach(one -> parts.merge(tree.root(one.table()), 1, Integer::sum));
    return found.stream()
        .map(
            one -> {
              int together = parts.getOrDefault(tree.root(one.table()), 1);
              Place place =
                  new Place(one.table(), one.probes(), together, rows(statement, one), one.first());
              double there = Math.min(one.cost(), there(statement, place));
              return new Scan(place, one.cost(), one.times(), there);
            })
        .toList();
  }

  /// NaN without a plan; where the statement names the table more than once, since which is scanned
  /// is not known; and where conditions of a join, which not every index holds, count as well.
  private double rows(PlannedUse statement, ScanWalk.Found scan) {
    List<TableUse> named =
        statement.tables().stream().filter(use -> tree.covers(use.table(), scan.table())).toList();
    return named.size() == 1
            && (!scan.given() || named.getFirst().equal().containsAll(named.getFirst().joined()))
        ? scan.rows()
        : Double.NaN;
  }

  /// By the best index that is there.
  private double there(PlannedUse statement, Place place) {
    double best = Double.POSITIVE_INFINITY;
    for (IndexFacts index : facts.indexesOf(place.table())) {
      if (index.valid() && !index.partial() && !index.expression()) {
        IndexDefinition definition =
            new IndexDefinition(Kind.INDEX, index.columns()).withIncluded(index.shape().included());
        for (TableUse use : statement.tables()) {
          if (tree.covers(use.table(), place.table())) {
            double with = access.cost(use, definition, place, statement.limited());
            best = Math.min(best, with);
          }
        }
      }
    }
    return best;
  }

  @Override
  public void close() {}
}
