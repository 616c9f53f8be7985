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
///
/// @param slot partition of the lane's topic; -1 while it waits
/// @param fraction of the predicted work, 0 to 1
/// @param etaMillis until its end; -1 where unknown, as while it waits for a session
/// @param waitingFor in a sentence
/// @param actualMillis of the CREATE INDEX; -1 until it ended
/// @param indexBytes -1 until it ended
/// @param workersLaunched by PostgreSQL; -1 where not seen
/// @param blockedBy builds that must have succeeded before
/// @param temporaryBytes on disk now, or the most that was seen; -1 where not seen
/// @param dispatchedAt of the last attempt; null before
/// @param offendingKeys the first ten duplicate keys of a unique index
/// @param steps of the last attempt that have ended
/// @param waitedMillis for other transactions, which no prediction counts; -1 where not seen
public record BuildView(
    UUID id,
    UUID planId,
    String database,
    PlannedBuild planned,
    @JsonProperty("state") OpenEnum<State> rawState,
    int attempt,
    int slot,
    String phase,
    double fraction,
    long etaMillis,
    @Nullable String waitingFor,
    long actualMillis,
    long totalMillis,
    long indexBytes,
    int workersLaunched,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable ErrorCode errorCode,
    @Nullable String error,
    int priority,
    boolean paused,
    List<UUID> blockedBy,
    long temporaryBytes,
    List<OffendingKey> offendingKeys,
    @Nullable Instant dispatchedAt,
    List<BuildEvent.Step> steps,
    Long waitedMillis) {

  public @Nullable State state() {
    return rawState.known();
  }

  public BuildView {
    // A planner that does not know of waits says nothing of them.
    waitedMillis = Objects.requireNonNullElse(waitedMillis, -1L);
    blockedBy = blockedBy == null ? List.of() : List.copyOf(blockedBy);
    offendingKeys = offendingKeys == null ? List.of() : List.copyOf(offendingKeys);
    steps = steps == null ? List.of() : List.copyOf(steps);
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
