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
/// @param verify whether each run ends with a receipt
/// @param nextAt absent while it is paused
/// @param run under way, or the last; absent before the first
public record ScheduleView(
    String name,
    Duration every,
    ExtractRequest extract,
    boolean verify,
    boolean paused,
    Instant createdAt,
    @Nullable Instant nextAt,
    @Nullable RunView run) {

  /// starting → running → done, or failed from anywhere.
  public enum RunState {
    STARTING,
    RUNNING,
    DONE,
    FAILED
  }

  /// `GET /api/v1/schedules/{name}/runs`, the latest first.
  ///
  /// @param number 1, 2, 3 ... in its schedule
  /// @param dueAt or the time of the request
  /// @param asked whether a person asked for it
  /// @param missed due times before, which this run stands for
  /// @param skipped due times during the run
  /// @param attempts to start it
  /// @param extractId absent before it has started
  /// @param counters absent before it has started
  /// @param proven by its receipt; absent where there is none
  /// @param errorCode of the first failed table, or of the start
  /// @param nextTryAt of its start; absent where that has not failed
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

  /// Sums over the tables of a run. Inserted, replaced and deleted rows are the target's.
  public record RunCounters(
      int tables,
      int failedTables,
      long rowsExtracted,
      long rowsLoaded,
      long rowsInserted,
      long rowsReplaced,
      long rowsDeleted) {}
}
