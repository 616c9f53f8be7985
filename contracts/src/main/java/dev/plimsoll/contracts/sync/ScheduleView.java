package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/schedules/{name}` of the sync service.
///
/// @param verify each run ends with a receipt
/// @param nextAt the next due time; absent while it is paused
/// @param run the one under way, or else the last; absent before the first
public record ScheduleView(
    String name,
    Duration every,
    ExtractRequest extract,
    boolean verify,
    boolean paused,
    Instant createdAt,
    @Nullable Instant nextAt,
    @Nullable RunView run) {

  /// A run's way: starting → running → done, or failed from anywhere.
  public enum RunState {
    STARTING,
    RUNNING,
    DONE,
    FAILED
  }

  /// `GET /api/v1/schedules/{name}/runs`, the latest first.
  ///
  /// @param number 1, 2, 3 ... in its schedule
  /// @param dueAt when it was due or, where somebody asked for it, when that was
  /// @param asked somebody asked for it, no due time
  /// @param missed due times before this one which nobody was there for: this run stands for them
  /// @param skipped due times that came while it was under way
  /// @param attempts to start it
  /// @param extractId its extract, which has the receipt; absent before it has started
  /// @param counters of all its tables; absent before it has started
  /// @param proven what its receipt says; absent where it has none, or failed
  /// @param errorCode of the first table that failed, or why it could not be started
  /// @param fix what to do about it
  /// @param nextTryAt when it is tried again to start it; absent where that has not failed
  public record RunView(
      UUID id,
      long number,
      @JsonProperty("state") OpenEnum<RunState> rawState,
      Instant dueAt,
      boolean asked,
      long missed,
      long skipped,
      int attempts,
      @Nullable UUID extractId,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable RunCounters counters,
      @Nullable Boolean proven,
      @Nullable ErrorCode errorCode,
      @Nullable String error,
      @Nullable String fix,
      @Nullable Instant nextTryAt) {
    public @Nullable RunState state() {
      return rawState.known();
    }
  }

  /// Rows of all tables of a run; with a target, those that were new there, those that replaced
  /// another, and those that the source has no more.
  public record RunCounters(
      int tables,
      int failedTables,
      long rowsExtracted,
      long rowsLoaded,
      long rowsInserted,
      long rowsReplaced,
      long rowsDeleted) {}
}
