package dev.plimsoll.advice.cost;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.SQLException;
import java.util.Collection;

/// Costs by PostgreSQL's planner, and by the model for statements that have no plan.
public record PlannedOrEstimated(HypotheticalCosts planned, EstimatedCosts estimated)
    implements PlanCosts {
  @Override
  public Basis basis() {
    return planned.basis();
  }

  @Override
  public boolean knows(Candidate candidate) {
    return planned.knows(candidate);
  }

  @Override
  public PlanCost of(PreparedQuery query, Collection<Candidate> indexes) throws SQLException {
    return (query.isPlanned() ? planned : estimated).of(query, indexes);
  }

  @Override
  public void close() throws SQLException {
    planned.close();
  }
}
