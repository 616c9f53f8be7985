package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planning.plan.Proposal;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/// A plan; its builds are rows of their own. Never changed once made.
@Entity
@Table(name = "plans")
public class PlanEntity {
  @Id private UUID id;
  private String database;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "makespan_millis")
  private long makespanMillis;

  @Column(name = "lower_bound_millis")
  private long lowerBoundMillis;

  @Column(name = "bound_by")
  private String boundBy;

  @JdbcTypeCode(SqlTypes.ARRAY)
  @Column(name = "satisfied", columnDefinition = "text[]")
  private String[] satisfied;

  @JdbcTypeCode(SqlTypes.ARRAY)
  @Column(name = "warnings", columnDefinition = "text[]")
  private String[] warnings;

  /// For Hibernate.
  @SuppressWarnings("NullAway.Init")
  protected PlanEntity() {}

  PlanEntity(UUID id, String database, Instant createdAt, Proposal proposal) {
    this.id = id;
    this.database = database;
    this.createdAt = createdAt;
    this.makespanMillis = proposal.makespan().toMillis();
    this.lowerBoundMillis = proposal.lowerBound().toMillis();
    this.boundBy = proposal.boundBy();
    this.satisfied = proposal.satisfied().toArray(String[]::new);
    this.warnings = proposal.warnings().toArray(String[]::new);
  }

  public UUID id() {
    return id;
  }

  PlanView view(List<PlannedBuild> builds) {
    return new PlanView(
        id,
        database,
        createdAt,
        builds,
        makespanMillis,
        lowerBoundMillis,
        boundBy,
        List.of(satisfied),
        List.of(warnings));
  }
}
