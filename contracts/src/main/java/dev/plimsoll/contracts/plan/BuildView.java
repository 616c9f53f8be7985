package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/builds` of the planner.
///
/// @param berth the lane's partition it was sent to; -1 while it waits
/// @param fraction of the predicted work, 0 to 1
/// @param etaMillis until its end; -1 where nothing is known
/// @param waitingFor why it does not move, in a sentence
/// @param actualMillis of the CREATE INDEX; -1 until it ended
/// @param indexBytes of the finished index; -1 until it ended
/// @param workersLaunched by PostgreSQL; -1 where not seen
public record BuildView(
    UUID id,
    UUID planId,
    String database,
    PlannedBuild planned,
    State state,
    int attempt,
    int berth,
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
    @Nullable String error) {

  /// planned → dispatched → running → succeeded or failed; a failure that may be retried goes back
  /// to planned with the next attempt.
  public enum State {
    PLANNED,
    DISPATCHED,
    RUNNING,
    SUCCEEDED,
    FAILED
  }
}
