package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlanView.State;
import dev.plimsoll.planner.dispatch.SizedBuild;
import dev.plimsoll.planning.approval.PlanSnapshot;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// Row of a plan: its unchanging document and its state. Once applied, its builds have rows of
/// their own.
@Entity
@DynamicUpdate
@Table(name = "plans")
public class PlanEntity {
  @Id private UUID id;
  private String database;
  private Instant createdAt;

  @Enumerated(EnumType.STRING)
  @JdbcTypeCode(SqlTypes.VARCHAR)
  private State state;

  private String hash;
  private String strategy;
  private String document;
  private String sized;
  private String facts;
  private @Nullable String pausedBy;
  private @Nullable String cancelledBy;
  private @Nullable String approvedBy;
  private @Nullable Instant approvedAt;

  @SuppressWarnings("NullAway.Init")
  protected PlanEntity() {}

  PlanEntity(PlanView draft, List<SizedBuild> sized, PlanSnapshot facts) {
    this.id = draft.id();
    this.database = draft.database();
    this.createdAt = draft.createdAt();
    this.state = State.DRAFT;
    this.hash = draft.hash();
    this.strategy = draft.strategy();
    this.document = Json.write(draft);
    this.sized = Json.write(sized);
    this.facts = Json.write(facts);
  }

  public UUID id() {
    return id;
  }

  public String database() {
    return database;
  }

  public String hash() {
    return hash;
  }

  public State state() {
    return state;
  }

  public @Nullable String pausedBy() {
    return pausedBy;
  }

  List<SizedBuild> sized() {
    return List.of(Json.read(sized, SizedBuild[].class));
  }

  PlanSnapshot facts() {
    return Json.read(facts, PlanSnapshot.class);
  }

  void approve(String by, Instant now) {
    state = State.APPROVED;
    approvedBy = by;
    approvedAt = now;
  }

  void becomes(State next) {
    state = next;
  }

  void pause(String by) {
    state = State.PAUSED;
    pausedBy = by;
  }

  void resume(State next) {
    state = next;
    pausedBy = null;
  }

  void cancel(String by) {
    cancelledBy = by;
    pausedBy = null;
  }

  PlanView view() {
    PlanView made = Json.read(document, PlanView.class);
    return new PlanView(
        id,
        database,
        createdAt,
        made.builds(),
        made.makespanMillis(),
        made.lowerBoundMillis(),
        made.boundBy(),
        made.satisfied(),
        made.warnings(),
        OpenEnum.of(state),
        hash,
        strategy,
        made.alternatives(),
        made.totals(),
        made.window(),
        made.refused(),
        made.predictionErrorPercent());
  }
}
