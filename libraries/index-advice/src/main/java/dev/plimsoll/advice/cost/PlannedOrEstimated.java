package dev.plimsoll.advice.cost;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/// Costs by PostgreSQL's planner, and by the model for statements that have no plan or scan very
/// many partitions.
public final class PlannedOrEstimated implements PlanCosts {
  private final HypotheticalCosts planned;
  private final EstimatedCosts estimated;
  private final Set<String> wide = new TreeSet<>();

  public PlannedOrEstimated(HypotheticalCosts planned, EstimatedCosts estimated) {
    this.planned = planned;
    this.estimated = estimated;
  }

  @Override
  public Basis basis() {
    return planned.basis();
  }

  @Override
  public boolean knows(Candidate candidate) {
    return planned.knows(candidate);
  }

  @Override
  public Set<String> estimated() {
    return Set.copyOf(wide);
  }

  @Override
  public int weight(PreparedQuery query) throws SQLException {
    return by(query).weight(query);
  }

  @Override
  public PlanCost of(PreparedQuery query, Collection<Candidate> indexes) throws SQLException {
    return by(query).of(query, indexes);
  }

  private PlanCosts by(PreparedQuery query) throws SQLException {
    if (!query.isPlanned()) {
      return estimated;
    }
    if (planned.isTooWide(query)) {
      wide.add(query.statement().id());
      return estimated;
    }
    return planned;
  }

  @Override
  public void close() throws SQLException {
    planned.close();
  }
}
