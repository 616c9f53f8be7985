package dev.plimsoll.contracts.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/workflows/{id}` of the planner.
///
/// @param by who asked for it
/// @param pausedBy absent where it is not paused
public record WorkflowView(
    long id,
    String name,
    @JsonProperty("state") OpenEnum<State> rawState,
    @Nullable String by,
    @Nullable String pausedBy,
    Instant createdAt,
    @Nullable Instant endedAt,
    JobCounts jobs) {

  /// running ⇄ paused → done, failed or canceled; a retry makes it running again.
  public enum State {
    RUNNING,
    PAUSED,
    CANCELING,
    DONE,
    FAILED,
    CANCELED;

    public boolean isEnd() {
      return switch (this) {
        case DONE, FAILED, CANCELED -> true;
        case RUNNING, PAUSED, CANCELING -> false;
      };
    }
  }

  public @Nullable State state() {
    return rawState.known();
  }

  /// Jobs by their states.
  ///
  /// @param blocked wait for others
  /// @param later wait for their next attempt
  public record JobCounts(
      int total,
      int blocked,
      int ready,
      int running,
      int later,
      int done,
      int failed,
      int canceled) {}
}
