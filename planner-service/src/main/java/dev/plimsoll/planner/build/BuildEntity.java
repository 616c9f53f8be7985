package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planner.dispatch.SizedBuild;
import dev.plimsoll.planning.sizing.BuildWork;
import jakarta.persistence.Column;
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

/// A build. What a claim decides on stands in columns of its own, the rest in the planned document.
@Entity
@DynamicUpdate
@Table(name = "builds")
public class BuildEntity {
  private static final String AWAITS_PARTS = "waits for its partitions";

  @Id private UUID id;

  @Column(name = "plan_id")
  private UUID planId;

  private String database;

  @Column(name = "table_schema")
  private String tableSchema;

  @Column(name = "table_name")
  private String tableName;

  private String lane;

  @Embedded private BuildCharge charge;

  @Column(name = "predicted_millis")
  private long predictedMillis;

  @Column(name = "planned")
  private String planned;

  @Column(name = "created_at")
  private Instant createdAt;

  @Enumerated(EnumType.STRING)
  @JdbcTypeCode(SqlTypes.VARCHAR)
  private BuildView.State state;

  private int attempt;

  @Column(name = "attempts_allowed")
  private int attemptsAllowed;

  private long sequence;

  @Column(name = "not_before")
  private Instant notBefore;

  private @Nullable Integer slot;
  private String phase;
  private double fraction;
  private @Nullable String blocker;

  @Column(name = "dispatched_at")
  private @Nullable Instant dispatchedAt;

  @Column(name = "started_at")
  private @Nullable Instant startedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  @Column(name = "actual_millis")
  private long actualMillis;

  @Column(name = "waited_millis")
  private long waitedMillis;

  @Column(name = "total_millis")
  private long totalMillis;

  @Column(name = "index_bytes")
  private long indexBytes;

  @Column(name = "workers_launched")
  private int workersLaunched;

  private int number;

  @JdbcTypeCode(SqlTypes.ARRAY)
  @Column(name = "blocked_by", columnDefinition = "uuid[]")
  private UUID[] blockedBy;

  private boolean alone;

  @Column(name = "part_of")
  private @Nullable UUID partOf;

  private int priority;

  @Column(name = "paused_by")
  private @Nullable String pausedBy;

  @Column(name = "cancel_asked_by")
  private @Nullable String cancelAskedBy;

  private String sizing;

  @Column(name = "temporary_seen_bytes")
  private long temporarySeenBytes;

  @Column(name = "offending_keys")
  private String offendingKeys;

  private String steps;

  @Column(name = "steps_attempt")
  private int stepsAttempt;

  @Column(name = "error_code")
  private @Nullable String errorCode;

  @Column(name = "heard_at")
  private @Nullable Instant heardAt;

  private @Nullable String error;

  /// For Hibernate.
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
    this.lane = what.lane().name();
    this.charge = new BuildCharge(build);
    this.predictedMillis = what.predictedMillis();
    this.planned = Json.write(what);
    this.createdAt = createdAt;
    this.state = BuildView.State.PLANNED;
    this.attemptsAllowed = attemptsAllowed;
    this.sequence = -1;
    this.notBefore = createdAt;
    this.phase = "planned";
    this.actualMillis = -1;
    this.waitedMillis = -1;
    this.totalMillis = -1;
    this.indexBytes = -1;
    this.workersLaunched = -1;
    this.number = what.number();
    this.blockedBy = blockedBy.toArray(UUID[]::new);
    this.alone = what.alone();
    this.partOf = partOf;
    this.sizing = Json.write(build.work());
    this.temporarySeenBytes = -1;
    this.offendingKeys = "[]";
    this.steps = "[]";
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

  public BuildCharge charge() {
    return charge;
  }

  public Instant notBefore() {
    return notBefore;
  }

  public @Nullable String lastError() {
    return error;
  }

  public @Nullable String blocker() {
    return blocker;
  }

  public List<UUID> blockedBy() {
    return List.of(blockedBy);
  }

  public boolean alone() {
    return alone;
  }

  public int priority() {
    return priority;
  }

  /// Who paused it; null where it may be sent.
  public @Nullable String pausedBy() {
    return pausedBy;
  }

  /// Who wants it stopped; null where nobody does.
  public @Nullable String cancelAskedBy() {
    return cancelAskedBy;
  }

  public BuildWork work() {
    return Json.read(sizing, BuildWork.class);
  }

  void patch(@Nullable Integer newPriority, @Nullable String newPausedBy) {
    priority = newPriority == null ? priority : newPriority;
    pausedBy = newPausedBy;
  }

  void askToCancel(String by) {
    cancelAskedBy = by;
    phase = "cancelling";
  }

  /// One that no builder has.
  void cancelWaiting(String by, Instant now) {
    state = BuildView.State.CANCELLED;
    endedAt = now;
    slot = null;
    phase = "cancelled";
    errorCode = ErrorCode.BUILD_CANCELLED.value();
    error = "by " + by;
  }

  /// One whose end nobody has told.
  void released(String by, Instant now) {
    state = BuildView.State.FAILED;
    endedAt = now;
    slot = null;
    phase = "released";
    blocker = null;
    errorCode = ErrorCode.BUILD_RELEASED.value();
    error = "by " + by;
  }

  void runs(BuildEvent event, Instant now) {
    heardAt = now;
    sequence = event.sequence();
    state = BuildView.State.RUNNING;
    switch (event) {
      case BuildEvent.Started started -> {
        // A resumed attempt goes on in the same attempt; its time runs from its first start.
        startedAt = startedAt == null ? started.at() : startedAt;
        tells(started, List.of());
        phase = phase(started.resumed() ? "resumed" : "started");
      }
      case BuildEvent.Progressed progressed -> {
        startedAt = startedAt == null ? progressed.at() : startedAt;
        phase = phase(progressed.phase());
        workersLaunched =
            progressed.workersLaunched() < 0 ? workersLaunched : progressed.workersLaunched();
        temporarySeenBytes =
            progressed.temporaryBytes() < 0 ? temporarySeenBytes : progressed.temporaryBytes();
        fraction = Math.max(fraction, Math.clamp(progressed.fraction(), 0, 1));
        blocker = progressed.blocker();
        tells(progressed, progressed.steps());
      }
      case BuildEvent.Succeeded _, BuildEvent.Failed _, BuildEvent.Cancelled _ ->
          throw new IllegalArgumentException("an end is no progress");
    }
  }

  private void tells(BuildEvent event, List<BuildEvent.Step> reported) {
    List<BuildEvent.Step> known =
        stepsAttempt == event.attempt()
            ? List.of(Json.read(steps, BuildEvent.Step[].class))
            : List.of();
    stepsAttempt = event.attempt();
    steps = Json.write(RecipeSteps.after(known, reported));
  }

  private String phase(String reported) {
    return cancelAskedBy == null ? reported : "cancelling";
  }

  void succeeds(BuildEvent.Succeeded event) {
    sequence = event.sequence();
    state = BuildView.State.SUCCEEDED;
    startedAt = startedAt == null ? event.at().minus(event.totalTime()) : startedAt;
    endedAt = event.at();
    phase = "done";
    fraction = 1;
    blocker = null;
    actualMillis = event.buildTime().toMillis();
    waitedMillis = event.phases() == null ? -1 : event.phases().waitMillis();
    totalMillis = event.totalTime().toMillis();
    indexBytes = event.indexBytes();
    workersLaunched = event.workersLaunched();
    temporarySeenBytes = event.temporaryBytes() < 0 ? temporarySeenBytes : event.temporaryBytes();
    errorCode = null;
    error = null;
    offendingKeys = "[]";
    tells(event, event.steps());
  }

  /// As a builder says, or because what would be tried again was to be cancelled.
  void isCancelled(BuildEvent event, String by) {
    sequence = event.sequence();
    state = BuildView.State.CANCELLED;
    endedAt = event.at();
    slot = null;
    phase = "cancelled";
    blocker = null;
    errorCode = ErrorCode.BUILD_CANCELLED.value();
    error = by.isEmpty() ? null : "by " + by;
    switch (event) {
      case BuildEvent.Cancelled cancelled -> tells(event, cancelled.steps());
      case BuildEvent.Failed failed -> tells(event, failed.steps());
      case BuildEvent.Started _, BuildEvent.Progressed _, BuildEvent.Succeeded _ -> {}
    }
  }

  void waitsForAnotherAttempt(BuildEvent.Failed event, Instant now, Duration pause) {
    ends(event);
    state = BuildView.State.PLANNED;
    startedAt = null;
    fraction = 0;
    phase = "waits for attempt " + (attempt + 1);
    notBefore = now.plus(pause);
  }

  void fails(BuildEvent.Failed event) {
    ends(event);
    state = BuildView.State.FAILED;
    endedAt = event.at();
    phase = "failed";
  }

  private void ends(BuildEvent.Failed event) {
    sequence = event.sequence();
    slot = null;
    blocker = null;
    errorCode = event.code().value();
    error = event.message();
    offendingKeys = Json.write(event.offendingKeys());
    tells(event, event.steps());
  }

  void retriedByAPerson(Instant now, int attempts) {
    state = BuildView.State.PLANNED;
    attemptsAllowed = attempt + attempts;
    notBefore = now;
    startedAt = null;
    endedAt = null;
    fraction = 0;
    cancelAskedBy = null;
    phase = "planned";
  }

  /// @param stuck what it needs has failed or was cancelled
  BuildView view(Instant now, @Nullable String waitingFor, boolean stuck) {
    @Nullable ErrorCode own = errorCode == null ? null : ErrorCode.of(errorCode);
    return view(now, state, phase, waitingFor, stuck ? ErrorCode.DEPENDENCY_FAILED : own, error);
  }

  /// Of a partitioned table's that has succeeded but for its partitions'.
  BuildView view(Instant now, Unfinished unfinished) {
    return unfinished.state() == BuildView.State.RUNNING
        ? view(now, unfinished.state(), AWAITS_PARTS, unfinished.because(), null, null)
        : view(
            now,
            unfinished.state(),
            AWAITS_PARTS,
            null,
            ErrorCode.DEPENDENCY_FAILED,
            unfinished.because());
  }

  private BuildView view(
      Instant now,
      BuildView.State shown,
      String shownPhase,
      @Nullable String waitingFor,
      @Nullable ErrorCode code,
      @Nullable String because) {
    boolean runs = shown == BuildView.State.RUNNING;
    return new BuildView(
        id,
        planId,
        database,
        planned(),
        OpenEnum.of(shown),
        attempt,
        slot == null ? -1 : slot,
        shownPhase,
        fraction, // How long it waits is up to whom it waits for.
        runs && waitingFor != null
            ? -1
            : Eta.millis(shown, predictedMillis, startedAt, fraction, now),
        waitingFor,
        actualMillis,
        totalMillis,
        indexBytes,
        workersLaunched,
        startedAt,
        runs ? null : endedAt,
        code,
        because,
        priority,
        pausedBy != null,
        blockedBy(),
        temporarySeenBytes,
        List.of(Json.read(offendingKeys, OffendingKey[].class)),
        dispatchedAt,
        List.of(Json.read(steps, BuildEvent.Step[].class)),
        waitedMillis);
  }
}
