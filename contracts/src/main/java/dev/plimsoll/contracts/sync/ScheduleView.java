package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.Failure;
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
  /// @param counters absent before it has started
  /// @param proven by its receipt; absent where there is none
  /// @param failure of the first failed table, or of the start
  public record RunView(
      UUID id,
      long number,
      @JsonProperty("state") OpenEnum<RunState> rawState,
      Due due,
      Start start,
      @Nullable Instant endedAt,
      @Nullable RunCounters counters,
      @Nullable Boolean proven,
      @Nullable Failure failure) {
    public @Nullable RunState state() {
      return rawState.known();
    }
  }

  /// The due time that a run stands for.
  ///
  /// @param at or the time of the request
  /// @param asked whether a person asked for it
  /// @param missed due times before, which this run stands for
  /// @param skipped due times during the run
  public record Due(Instant at, boolean asked, long missed, long skipped) {}

  /// The start of a run's extract.
  ///
  /// @param attempts to start it
  /// @param at absent before it has started, like the extract
  /// @param nextTryAt absent where no start has failed
  public record Start(
      int attempts, @Nullable Instant at, @Nullable UUID extractId, @Nullable Instant nextTryAt) {}

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
