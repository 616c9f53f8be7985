package dev.plimsoll.advice.cost;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;

/// Costs of statements under indexes that are not there.
public interface PlanCosts extends AutoCloseable {
  /// How costs are found.
  enum Basis {
    /// PostgreSQL's planner, told of the indexes by HypoPG.
    HYPOTHETICAL,
    /// A model of this library's own, from statistics.
    ESTIMATED
  }

  Basis basis();

  /// Whether it can tell of such an index at all.
  boolean knows(Candidate candidate);

  /// How many times as much a look at the statement takes as one at plain tables; 1 or more.
  default int weight(PreparedQuery query) throws SQLException {
    return 1;
  }

  /// Statements that have a plan, and whose costs are estimated though the basis is another.
  default Set<String> estimated() {
    return Set.of();
  }

  /// @param used which of the given indexes its plans use
  record PlanCost(double cost, Set<Candidate> used) {
    public PlanCost {
      used = Set.copyOf(used);
    }
  }

  /// Mean cost over the query's arguments, beside the indexes that are there.
  PlanCost of(PreparedQuery query, Collection<Candidate> indexes) throws SQLException;

  @Override
  void close() throws SQLException;
}
