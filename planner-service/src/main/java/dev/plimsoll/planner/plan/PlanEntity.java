package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlanView.State;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planner.dispatch.SizedBuild;
import dev.plimsoll.planning.approval.PlanSnapshot;
import dev.plimsoll.planning.sizing.BuildWork;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
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
  private String work;
  private String facts;
  private @Nullable String pausedBy;
  private @Nullable String cancelledBy;
  private @Nullable String approvedBy;
  private @Nullable Instant approvedAt;

  @SuppressWarnings("NullAway.Init")
  protected PlanEntity() {}

  /// @param work of each build, in their order
  PlanEntity(PlanView draft, List<BuildWork> work, PlanSnapshot facts) {
    this.id = draft.id();
    this.database = draft.database();
    this.createdAt = draft.createdAt();
    this.state = State.DRAFT;
    this.hash = draft.hash();
    this.strategy = draft.strategy();
    this.document = Json.write(draft);
    this.work = Json.write(work);
    this.facts = Json.write(facts);
  }

  public UUID id() {
    return id;
  }

  Instant createdAt() {
    return createdAt;
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
    List<PlannedBuild> builds = Json.read(document, PlanView.class).builds();
    BuildWork[] works = Json.read(work, BuildWork[].class);
    return IntStream.range(0, works.length)
        .mapToObj(place -> new SizedBuild(builds.get(place), works[place]))
        .toList();
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
        OpenEnum.of(state),
        hash,
        strategy,
        made.builds(),
        made.prediction(),
        made.findings());
  }
}
