package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/builds` of the planner.
public record BuildView(
    UUID id,
    UUID planId,
    String database,
    PlannedBuild planned,
    @JsonProperty("state") OpenEnum<State> rawState,
    Scheduling scheduling,
    Progress progress,
    Timing timing,
    Outcome outcome) {

  public @Nullable State state() {
    return rawState.known();
  }

  /// What decides when it is sent.
  ///
  /// @param blockedBy builds that must have succeeded before
  public record Scheduling(int priority, boolean paused, List<UUID> blockedBy) {
    public Scheduling {
      blockedBy = blockedBy == null ? List.of() : List.copyOf(blockedBy);
    }
  }

  /// How far the last attempt is.
  ///
  /// @param attempt from 1 on; 0 before it is sent
  /// @param slot partition of the lane's topic; -1 while it waits
  /// @param fraction of the predicted work, 0 to 1
  /// @param etaMillis until its end; -1 where unknown, as while it waits for a session
  /// @param waitingFor in a sentence
  /// @param steps that have ended
  public record Progress(
      int attempt,
      int slot,
      String phase,
      double fraction,
      long etaMillis,
      @Nullable String waitingFor,
      List<BuildEvent.Step> steps) {
    public Progress {
      steps = steps == null ? List.of() : List.copyOf(steps);
    }
  }

  /// When the last attempt was sent, started and ended, and how long it took.
  ///
  /// @param dispatchedAt null before it is sent
  /// @param actualMillis of the CREATE INDEX; -1 until it ended
  /// @param waitedMillis for other transactions, which no prediction counts; -1 where not seen
  /// @param totalMillis of the whole recipe; -1 until it ended
  public record Timing(
      @Nullable Instant dispatchedAt,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      long actualMillis,
      Long waitedMillis,
      long totalMillis) {
    public Timing {
      // A planner that does not know of waits says nothing of them.
      waitedMillis = Objects.requireNonNullElse(waitedMillis, -1L);
    }
  }

  /// What the last attempt was seen to use, and what it failed with.
  ///
  /// @param indexBytes -1 until it ended
  /// @param temporaryBytes on disk now, or the most that was seen; -1 where not seen
  /// @param workersLaunched by PostgreSQL; -1 where not seen
  /// @param offendingKeys the first ten duplicate keys of a unique index
  public record Outcome(
      long indexBytes,
      long temporaryBytes,
      int workersLaunched,
      @Nullable ErrorCode errorCode,
      @Nullable String error,
      List<OffendingKey> offendingKeys) {
    public Outcome {
      offendingKeys = offendingKeys == null ? List.of() : List.copyOf(offendingKeys);
    }
  }

  /// planned → dispatched → running → succeeded, failed or cancelled; back to planned for the next
  /// attempt after a failure that may pass.
  public enum State {
    PLANNED,
    DISPATCHED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED
  }
}
