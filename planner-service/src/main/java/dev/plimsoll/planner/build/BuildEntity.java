package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.BuildView.State;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planner.database.Resources;
import dev.plimsoll.planner.dispatch.SizedBuild;
import dev.plimsoll.planning.sizing.BuildWork;
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
  private @Nullable Integer slot;
  private String phase = "planned";
  private double fraction;
  private @Nullable String blocker;
  private @Nullable Instant dispatchedAt;
  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;
  private long actualMillis = -1;
  private long waitedMillis = -1;
  private long totalMillis = -1;
  private long indexBytes = -1;
  private int workersLaunched = -1;
  private int number;
  private UUID[] blockedBy;
  private boolean alone;
  private @Nullable UUID partOf;
  private int priority;
  private @Nullable String pausedBy;
  private @Nullable String cancelAskedBy;
  private String sizing;
  private long temporarySeenBytes = -1;
  private String offendingKeys = "[]";
  private String steps = "[]";
  private int stepsAttempt;
  private @Nullable String errorCode;
  private @Nullable Instant heardAt;
  private @Nullable String error;

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
    this.charge = build.charge();
    this.predictedMillis = what.predictedMillis();
    this.planned = Json.write(what);
    this.createdAt = createdAt;
    this.attemptsAllowed = attemptsAllowed;
    this.notBefore = createdAt;
    this.number = what.number();
    this.blockedBy = blockedBy.toArray(UUID[]::new);
    this.alone = what.alone();
    this.partOf = partOf;
    this.sizing = Json.write(build.work());
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

  /// Null where it is not paused.
  public @Nullable String pausedBy() {
    return pausedBy;
  }

  /// Null where no cancel was requested.
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

  void cancelWaiting(String by, Instant now) {
    ends(State.CANCELLED, now, CANCELLED, ErrorCode.BUILD_CANCELLED, "by " + by);
  }

  void released(String by, Instant now) {
    ends(State.FAILED, now, "released", ErrorCode.BUILD_RELEASED, "by " + by);
  }

  private void ends(State end, Instant at, String words, ErrorCode code, @Nullable String because) {
    state = end;
    endedAt = at;
    slot = null;
    phase = words;
    blocker = null;
    errorCode = code.value();
    error = because;
  }

  void runs(BuildEvent event, Instant now) {
    heardAt = now;
    sequence = event.sequence();
    state = State.RUNNING;
    switch (event) {
      case BuildEvent.Started started -> {
        // A resumed delivery continues the same attempt, whose time counts from its first start.
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
    state = State.SUCCEEDED;
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

  /// By its builder, or instead of another attempt after a failure.
  void isCancelled(BuildEvent event, String by) {
    sequence = event.sequence();
    String because = by.isEmpty() ? null : "by " + by;
    ends(State.CANCELLED, event.at(), CANCELLED, ErrorCode.BUILD_CANCELLED, because);
    switch (event) {
      case BuildEvent.Cancelled cancelled -> tells(event, cancelled.steps());
      case BuildEvent.Failed failed -> tells(event, failed.steps());
      case BuildEvent.Started _, BuildEvent.Progressed _, BuildEvent.Succeeded _ -> {}
    }
  }

  void fails(BuildEvent.Failed event) {
    sequence = event.sequence();
    ends(State.FAILED, event.at(), "failed", event.code(), event.message());
    offendingKeys = Json.write(event.offendingKeys());
    tells(event, event.steps());
  }

  void waitsForAnotherAttempt(BuildEvent.Failed event, Instant now, Duration pause) {
    fails(event);
    state = State.PLANNED;
    startedAt = null;
    endedAt = null;
    fraction = 0;
    phase = "waits for attempt " + (attempt + 1);
    notBefore = now.plus(pause);
  }

  void retriedByAPerson(Instant now, int attempts) {
    state = State.PLANNED;
    attemptsAllowed = attempt + attempts;
    notBefore = now;
    startedAt = null;
    endedAt = null;
    fraction = 0;
    cancelAskedBy = null;
    phase = "planned";
  }

  /// @param stuck a build that it needs has failed or was cancelled
  BuildView view(Instant now, @Nullable String waitingFor, boolean stuck) {
    @Nullable ErrorCode own = errorCode == null ? null : ErrorCode.of(errorCode);
    return view(now, state, phase, waitingFor, stuck ? ErrorCode.DEPENDENCY_FAILED : own, error);
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
            : BuildState.remainingMillis(shown, predictedMillis, startedAt, fraction, now),
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
