package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.BuildView.Scheduling;
import dev.plimsoll.contracts.plan.BuildView.State;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planner.dispatch.SizedBuild;
import dev.plimsoll.planner.loadline.Resources;
import dev.plimsoll.tracing.TraceParent;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// Row of a build. Values that a claim needs are columns; the rest is the planned document.
@Entity
@DynamicUpdate
@Table(name = "builds")
public class BuildEntity {
  private static final String AWAITS_PARTS = "waits for its partitions";
  private static final String CANCELLED = "cancelled";
  private static final String CANCELLING = "cancelling";

  @Id private UUID id;
  private UUID planId;
  private String database;
  private String tableSchema;
  private String tableName;
  private String lane;

  /// As planned while it waits, as charged once claimed; changed only by SQL statements.
  @Embedded private Resources charge;

  private long predictedMillis;
  private String planned;
  private Instant createdAt;

  @Enumerated(EnumType.STRING)
  @JdbcTypeCode(SqlTypes.VARCHAR)
  private State state = State.PLANNED;

  private int attempt;
  private int attemptsAllowed;
  private long sequence = -1;
  private Instant notBefore;
  private @Nullable Instant heardAt;
  private String phase = "planned";
  @Embedded private BuildAttempt latest = new BuildAttempt();
  private int number;
  private UUID[] blockedBy;
  private boolean alone;
  private @Nullable UUID partOf;
  private int priority;
  private @Nullable String pausedBy;
  private @Nullable String cancelAskedBy;
  private String sizing;
  private @Nullable String traceparent;

  @SuppressWarnings("NullAway.Init")
  protected BuildEntity() {}

  public BuildEntity(
      UUID id,
      UUID planId,
      String database,
      SizedBuild build,
      List<UUID> blockedBy,
      @Nullable UUID partOf,
      int attemptsAllowed,
      Instant createdAt) {
    PlannedBuild what = build.planned();
    this.id = id;
    this.planId = planId;
    this.database = database;
    this.tableSchema = what.table().schema();
    this.tableName = what.table().name();
    this.lane = what.allocation().lane().name();
    this.charge = build.charge(false);
    this.predictedMillis = what.allocation().predictedMillis();
    this.planned = Json.write(what);
    this.createdAt = createdAt;
    this.attemptsAllowed = attemptsAllowed;
    this.notBefore = createdAt;
    this.number = what.place().number();
    this.blockedBy = blockedBy.toArray(UUID[]::new);
    this.alone = what.place().alone();
    this.partOf = partOf;
    this.sizing = Json.write(build.work());
    this.traceparent = TraceParent.current();
  }

  public UUID id() {
    return id;
  }

  public UUID planId() {
    return planId;
  }

  public String database() {
    return database;
  }

  public PlannedBuild planned() {
    return Json.read(planned, PlannedBuild.class);
  }

  public BuildState current() {
    return new BuildState(state, attempt, sequence);
  }

  public int attemptsAllowed() {
    return attemptsAllowed;
  }

  public Resources charge() {
    return charge;
  }

  public Instant notBefore() {
    return notBefore;
  }

  public @Nullable String lastError() {
    return latest.error();
  }

  public @Nullable String blocker() {
    return latest.blocker();
  }

  public List<UUID> blockedBy() {
    return List.of(blockedBy);
  }

  public boolean alone() {
    return alone;
  }

  Instant createdAt() {
    return createdAt;
  }

  int number() {
    return number;
  }

  public int priority() {
    return priority;
  }

  /// Null where it is not paused.
  public @Nullable String pausedBy() {
    return pausedBy;
  }

  /// Null where no cancel was requested.
  public @Nullable String cancelAskedBy() {
    return cancelAskedBy;
  }

  public SizedBuild sized() {
    return SizedBuild.read(planned, sizing);
  }

  void priority(int newPriority) {
    priority = newPriority;
  }

  void pausedBy(@Nullable String by) {
    pausedBy = by;
  }

  /// Changes no column that an event does, except the phase: its row need not be locked.
  void askToCancel(String by) {
    cancelAskedBy = by;
    phase = CANCELLING;
  }

  private void becomes(State next, String words) {
    state = next;
    phase = words;
  }

  void cancelWaiting(String by, Instant now) {
    becomes(State.CANCELLED, CANCELLED);
    latest.ends(now, ErrorCode.BUILD_CANCELLED, "by " + by);
  }

  void released(String by, Instant now) {
    becomes(State.FAILED, "released");
    latest.ends(now, ErrorCode.BUILD_RELEASED, "by " + by);
  }

  void runs(BuildEvent event, Instant now) {
    heardAt = now;
    sequence = event.sequence();
    String reported = latest.runs(event);
    becomes(State.RUNNING, cancelAskedBy == null ? reported : CANCELLING);
  }

  void succeeds(BuildEvent.Succeeded event) {
    sequence = event.sequence();
    becomes(State.SUCCEEDED, "done");
    latest.succeeds(event);
  }

  /// By its builder, or instead of another attempt after a failure.
  void isCancelled(BuildEvent event, String by) {
    sequence = event.sequence();
    becomes(State.CANCELLED, CANCELLED);
    latest.isCancelled(event, by.isEmpty() ? null : "by " + by);
  }

  void fails(BuildEvent.Failed event) {
    sequence = event.sequence();
    becomes(State.FAILED, "failed");
    latest.fails(event);
  }

  void waitsForAnotherAttempt(BuildEvent.Failed event, Instant now, Duration pause) {
    fails(event);
    becomes(State.PLANNED, "waits for attempt " + (attempt + 1));
    latest.isFollowed();
    notBefore = now.plus(pause);
  }

  void retriedByAPerson(Instant now, int attempts) {
    becomes(State.PLANNED, "planned");
    latest.isFollowed();
    attemptsAllowed = attempt + attempts;
    notBefore = now;
    cancelAskedBy = null;
  }

  /// @param stuck a build that it needs has failed or was cancelled
  BuildView view(Instant now, @Nullable String waitingFor, boolean stuck) {
    ErrorCode code = stuck ? ErrorCode.DEPENDENCY_FAILED : latest.errorCode();
    return view(now, state, phase, waitingFor, code, latest.error());
  }

  /// View of a partitioned table's build that only lacks its partitions.
  BuildView view(Instant now, Unfinished unfinished) {
    boolean open = unfinished.state() == State.RUNNING;
    return view(
        now,
        unfinished.state(),
        AWAITS_PARTS,
        open ? unfinished.because() : null,
        open ? null : ErrorCode.DEPENDENCY_FAILED,
        open ? null : unfinished.because());
  }

  private BuildView view(
      Instant now,
      State shown,
      String shownPhase,
      @Nullable String waitingFor,
      @Nullable ErrorCode code,
      @Nullable String because) {
    boolean runs = shown == State.RUNNING;
    // How long it waits is up to whom it waits for.
    long etaMillis =
        runs && waitingFor != null ? -1 : latest.remainingMillis(shown, predictedMillis, now);
    return new BuildView(
        id,
        planId,
        database,
        planned(),
        OpenEnum.of(shown),
        new Scheduling(priority, pausedBy != null, blockedBy()),
        latest.progress(attempt, shownPhase, etaMillis, waitingFor),
        latest.timing(runs),
        latest.outcome(code, because));
  }
}
