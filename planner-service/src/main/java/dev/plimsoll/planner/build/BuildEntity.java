package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planning.plan.Proposal;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
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
  @Id private UUID id;

  @Column(name = "plan_id")
  private UUID planId;

  private String database;

  @Column(name = "table_schema")
  private String tableSchema;

  @Column(name = "table_name")
  private String tableName;

  private String lane;

  @Column(name = "milli_cores")
  private int milliCores;

  @Column(name = "memory_bytes")
  private long memoryBytes;

  @Column(name = "parallel_workers")
  private int parallelWorkers;

  @Column(name = "temporary_bytes")
  private long temporaryBytes;

  @Column(name = "disk_bytes")
  private long diskBytes;

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

  private @Nullable Integer berth;
  private String phase;
  private double fraction;
  private @Nullable String blocker;

  @Column(name = "started_at")
  private @Nullable Instant startedAt;

  @Column(name = "ended_at")
  private @Nullable Instant endedAt;

  @Column(name = "actual_millis")
  private long actualMillis;

  @Column(name = "total_millis")
  private long totalMillis;

  @Column(name = "index_bytes")
  private long indexBytes;

  @Column(name = "workers_launched")
  private int workersLaunched;

  @Column(name = "error_code")
  private @Nullable String errorCode;

  private @Nullable String error;

  /// For Hibernate.
  @SuppressWarnings("NullAway.Init")
  protected BuildEntity() {}

  public BuildEntity(
      UUID id,
      UUID planId,
      String database,
      Proposal.Build build,
      int attemptsAllowed,
      Instant createdAt) {
    PlannedBuild what = build.planned();
    this.id = id;
    this.planId = planId;
    this.database = database;
    this.tableSchema = what.table().schema();
    this.tableName = what.table().name();
    this.lane = what.lane().name();
    this.milliCores = build.milliCores();
    this.memoryBytes = what.maintenanceWorkMemBytes();
    this.parallelWorkers = what.parallelWorkers();
    this.temporaryBytes = what.temporaryBytes();
    this.diskBytes = what.indexBytes();
    this.predictedMillis = what.predictedMillis();
    this.planned = Json.write(what);
    this.createdAt = createdAt;
    this.state = BuildView.State.PLANNED;
    this.attemptsAllowed = attemptsAllowed;
    this.sequence = -1;
    this.notBefore = createdAt;
    this.phase = "planned";
    this.actualMillis = -1;
    this.totalMillis = -1;
    this.indexBytes = -1;
    this.workersLaunched = -1;
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

  public int milliCores() {
    return milliCores;
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

  public @Nullable Instant startedAt() {
    return startedAt;
  }

  public double fraction() {
    return fraction;
  }

  void runs(BuildEvent event) {
    sequence = event.sequence();
    state = BuildView.State.RUNNING;
    switch (event) {
      case BuildEvent.Started started -> {
        // A resumed attempt goes on in the same attempt; its time runs from its first start.
        startedAt = startedAt == null ? started.at() : startedAt;
        phase = started.resumed() ? "resumed" : "started";
      }
      case BuildEvent.Progressed progressed -> {
        startedAt = startedAt == null ? progressed.at() : startedAt;
        phase = progressed.phase();
        fraction = Math.max(fraction, Math.clamp(progressed.fraction(), 0, 1));
        blocker = progressed.blocker();
      }
      case BuildEvent.Succeeded _, BuildEvent.Failed _, BuildEvent.Cancelled _ ->
          throw new IllegalArgumentException("an end is no progress");
    }
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
    totalMillis = event.totalTime().toMillis();
    indexBytes = event.indexBytes();
    workersLaunched = event.workersLaunched();
    errorCode = null;
    error = null;
  }

  void isCancelled(BuildEvent.Cancelled event) {
    sequence = event.sequence();
    state = BuildView.State.CANCELLED;
    endedAt = event.at();
    phase = "cancelled";
    blocker = null;
    errorCode = ErrorCode.BUILD_CANCELLED.value();
    error = event.by().isEmpty() ? null : "by " + event.by();
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
    berth = null;
    blocker = null;
    errorCode = event.code().value();
    error = event.message();
  }

  void retriedByAPerson(Instant now, int attempts) {
    state = BuildView.State.PLANNED;
    attemptsAllowed = attempt + attempts;
    notBefore = now;
    startedAt = null;
    endedAt = null;
    fraction = 0;
    phase = "planned";
  }

  BuildView view(Instant now, @Nullable String waitingFor) {
    return new BuildView(
        id,
        planId,
        database,
        planned(),
        state,
        attempt,
        berth == null ? -1 : berth,
        phase,
        fraction,
        Eta.millis(state, predictedMillis, startedAt, fraction, now),
        waitingFor,
        actualMillis,
        totalMillis,
        indexBytes,
        workersLaunched,
        startedAt,
        endedAt,
        errorCode == null ? null : ErrorCode.of(errorCode),
        error);
  }
}
