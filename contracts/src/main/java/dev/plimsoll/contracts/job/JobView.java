package dev.plimsoll.contracts.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/jobs?workflow=ID` of the planner: a job without what it has to do.
///
/// @param since when its state began
/// @param worker that runs it
public record JobView(
    long id,
    long workflow,
    String name,
    String kind,
    String lane,
    int priority,
    @JsonProperty("state") OpenEnum<State> rawState,
    int attempt,
    int attemptsAllowed,
    int waitsFor,
    Instant since,
    @Nullable String worker,
    JobNeeds needs) {

  /// A job's way: docs/concepts/ready-queue.md.
  public enum State {
    BLOCKED,
    READY,
    RUNNING,
    LATER,
    DONE,
    FAILED,
    CANCELED;

    public boolean isEnd() {
      return switch (this) {
        case DONE, FAILED, CANCELED -> true;
        case BLOCKED, READY, RUNNING, LATER -> false;
      };
    }
  }

  public @Nullable State state() {
    return rawState.known();
  }
}
