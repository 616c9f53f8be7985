package dev.plimsoll.advice.cost;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Costs that one statement's trouble does not end: values that do not suit it become NULL, and
/// what PostgreSQL does not explain then either costs nothing, and so gains nothing.
public final class SteadyCosts implements PlanCosts {
  // Connection exceptions, and what an operator or the server's end does.
  private static final Set<String> OF_THE_SESSION = Set.of("08", "57");

  private final PlanCosts costs;
  private final Set<String> valueless = new HashSet<>();
  private final Set<String> failed = new HashSet<>();

  public SteadyCosts(PlanCosts costs) {
    this.costs = costs;
  }

  @Override
  public Basis basis() {
    return costs.basis();
  }

  @Override
  public boolean knows(Candidate candidate) {
    return costs.knows(candidate);
  }

  @Override
  public Set<String> estimated() {
    return costs.estimated();
  }

  /// A statement whose trouble shows here shows it again at its costs.
  @Override
  public int weight(PreparedQuery query) throws SQLException {
    try {
      return costs.weight(query);
    } catch (SQLException e) {
      rethrow(e);
      return 1;
    }
  }

  /// Statements that have no costs.
  public Set<String> failed() {
    return Set.copyOf(failed);
  }

  @Override
  public PlanCost of(PreparedQuery query, Collection<Candidate> indexes) throws SQLException {
    String id = query.statement().id();
    if (failed.contains(id)) {
      return new PlanCost(0, Set.of());
    }
    if (!valueless.contains(id)) {
      try {
        return costs.of(query, indexes);
      } catch (SQLException e) {
        rethrow(e);
        valueless.add(id);
      }
    }
    try {
      List<String> nothing = query.types().stream().map(_ -> "NULL").toList();
      return costs.of(query.withArguments(List.of(nothing)), indexes);
    } catch (SQLException e) {
      rethrow(e);
      failed.add(id);
      return new PlanCost(0, Set.of());
    }
  }

  private static void rethrow(SQLException e) throws SQLException {
    String state = e.getSQLState();
    if (state == null || OF_THE_SESSION.contains(state.substring(0, 2))) {
      throw e;
    }
  }

  @Override
  public void close() throws SQLException {
    costs.close();
  }
}
