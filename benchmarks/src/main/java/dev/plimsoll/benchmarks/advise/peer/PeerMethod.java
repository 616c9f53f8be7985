package dev.plimsoll.benchmarks.advise.peer;

import dev.plimsoll.benchmarks.advise.peer.PeerCosts.Column;
import dev.plimsoll.benchmarks.advise.peer.PeerCosts.Plan;
import dev.plimsoll.benchmarks.advise.workload.WorkloadQuery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Methods of index selection after their descriptions, all by the planner's costs.
public enum PeerMethod {
  /// One column of every table that a query names, all at once; what its plan then uses. It knows
  /// no budget. So does index_advisor.
  SINGLE_COLUMNS {
    @Override
    public List<PeerIndex> propose(PeerCosts costs, long bytes) throws SQLException {
      Set<PeerIndex> proposed = new HashSet<>();
      for (WorkloadQuery query : costs.queries()) {
        proposed.addAll(costs.plan(query, singles(costs.ofTables(query))).used());
      }
      return costs.inOrder(proposed);
    }
  },

  /// Step by step one more column, as an index or behind one, whichever gains most by the byte.
  /// So does Extend (Schlosser, Kossmann and Boissier, 2019).
  EXTEND {
    @Override
    public List<PeerIndex> propose(PeerCosts costs, long bytes) throws SQLException {
      Set<Column> columns = new LinkedHashSet<>();
      for (WorkloadQuery query : costs.queries()) {
        columns.addAll(costs.named(query));
      }
      Set<PeerIndex> chosen = new HashSet<>();
      double now = costs.cost(chosen);
      while (true) {
        Set<PeerIndex> best = chosen;
        double bestRatio = 0;
        double bestCost = now;
        for (Set<PeerIndex> next : steps(chosen, columns)) {
          double cost = costs.cost(next);
          long size = size(costs, next);
          double ratio = (now - cost) / Math.max(8_192, size - size(costs, chosen));
          if (size <= bytes && now - cost > now * LEAST_GAIN && ratio > bestRatio) {
            best = next;
            bestRatio = ratio;
            bestCost = cost;
          }
        }
        if (best.equals(chosen)) {
          return costs.inOrder(chosen);
        }
        chosen = best;
        now = bestCost;
      }
    }
  },

  /// Of all permutations of a query's columns those that its plan uses, by what they gain by the
  /// byte until the budget is full. So does DB2's advisor (Valentin and others, 2000), here with
  /// two columns at most and without its random exchanges.
  DB2ADVIS {
    @Override
    public List<PeerIndex> propose(PeerCosts costs, long bytes) throws SQLException {
      Map<PeerIndex, Double> gains = new HashMap<>();
      for (WorkloadQuery query : costs.queries()) {
        Plan best = costs.plan(query, permutations(costs.named(query)));
        double gain = (costs.plan(query, Set.of()).cost() - best.cost()) * query.calls();
        best.used().forEach(index -> gains.merge(index, gain, Double::sum));
      }
      Map<PeerIndex, Double> ratios = new HashMap<>();
      for (Map.Entry<PeerIndex, Double> gain : gains.entrySet()) {
        ratios.put(gain.getKey(), gain.getValue() / costs.bytes(gain.getKey()));
      }
      List<PeerIndex> sorted = new ArrayList<>(gains.keySet());
      sorted.sort(
          Comparator.comparingDouble((PeerIndex index) -> -ratios.getOrDefault(index, 0.0))
              .thenComparing(PeerIndex::createSql));
      Set<PeerIndex> chosen = new HashSet<>();
      for (PeerIndex index : sorted) {
        if (size(costs, chosen) + costs.bytes(index) <= bytes) {
          chosen.add(index);
        }
      }
      return costs.inOrder(chosen);
    }
  };

  private static final double LEAST_GAIN = 0.003;
  private static final int WIDEST = 3;

  /// @param bytes budget, by HypoPG's sizes
  public abstract List<PeerIndex> propose(PeerCosts costs, long bytes) throws SQLException;

  private static Set<PeerIndex> singles(List<Column> columns) {
    Set<PeerIndex> singles = new HashSet<>();
    for (Column column : columns) {
      if (!column.leads()) {
        singles.add(new PeerIndex(column.table(), List.of(column.name())));
      }
    }
    return singles;
  }

  private static Set<PeerIndex> permutations(List<Column> columns) {
    Set<PeerIndex> found = singles(columns);
    for (Column first : columns) {
      for (Column second : columns) {
        if (first.table().equals(second.table()) && !first.name().equals(second.name())) {
          found.add(new PeerIndex(first.table(), List.of(first.name(), second.name())));
        }
      }
    }
    return found;
  }

  private static List<Set<PeerIndex>> steps(Set<PeerIndex> chosen, Set<Column> columns) {
    List<Set<PeerIndex>> steps = new ArrayList<>();
    for (Column column : columns) {
      PeerIndex single = new PeerIndex(column.table(), List.of(column.name()));
      if (!column.leads() && chosen.stream().noneMatch(one -> begins(one, column))) {
        Set<PeerIndex> more = new HashSet<>(chosen);
        more.add(single);
        steps.add(more);
      }
      for (PeerIndex index : chosen) {
        if (index.table().equals(column.table())
            && index.columns().size() < WIDEST
            && !index.columns().contains(column.name())) {
          Set<PeerIndex> longer = new HashSet<>(chosen);
          longer.remove(index);
          longer.add(index.with(column.name()));
          steps.add(longer);
        }
      }
    }
    return steps;
  }

  private static boolean begins(PeerIndex index, Column column) {
    return index.table().equals(column.table()) && index.columns().getFirst().equals(column.name());
  }

  private static long size(PeerCosts costs, Set<PeerIndex> some) throws SQLException {
    long bytes = 0;
    for (PeerIndex index : some) {
      bytes += costs.bytes(index);
    }
    return bytes;
  }
}
