package dev.plimsoll.contracts.build;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `build.events`: the progress of a build. Key: build id. Readers ignore an event whose (attempt,
/// sequence) is not beyond the last they saw.
public sealed interface BuildEvent {
  UUID buildId();

  int attempt();

  /// 0 or more, growing within an attempt. A builder starts from the target's clock in
  /// milliseconds, so that it is ahead of a builder that it replaces.
  long sequence();

  Instant at();

  /// @param resumed whether an earlier delivery of this attempt had begun
  record Started(
      UUID buildId, int attempt, long sequence, Instant at, String builder, boolean resumed)
      implements BuildEvent {}

  /// @param phase from `pg_stat_progress_create_index`, or a step of the recipe
  /// @param fraction of the predicted work, 0 to 1
  /// @param blocker the session that it waits for, in a sentence
  /// @param usage now
  /// @param steps of the recipe that have ended, in order; empty where none has since the last
  ///     event
  record Progressed(
      UUID buildId,
      int attempt,
      long sequence,
      Instant at,
      String phase,
      double fraction,
      @Nullable String blocker,
      @JsonInclude(value = Include.CUSTOM, valueFilter = Unseen.class) Usage usage,
      @JsonInclude(Include.NON_EMPTY) List<Step> steps)
      implements BuildEvent {

    public Progressed {
      blocker = blocker == null ? null : Bound.words(blocker);
      usage = requireNonNullElse(usage, Usage.UNSEEN);
      steps = copy(steps);
    }
  }

  /// @param usage the most that was seen
  /// @param steps with what each did
  record Succeeded(
      UUID buildId,
      int attempt,
      long sequence,
      Instant at,
      long indexBytes,
      Timing timing,
      @JsonInclude(value = Include.CUSTOM, valueFilter = Unseen.class) Usage usage,
      List<Step> steps)
      implements BuildEvent {

    public Succeeded {
      requireNonNull(timing, "timing");
      usage = requireNonNullElse(usage, Usage.UNSEEN);
      steps = List.copyOf(steps);
    }
  }

  /// @param indexBytes on disk; -1 where unknown
  record Failed(
      UUID buildId,
      int attempt,
      long sequence,
      Instant at,
      Failure failure,
      @JsonInclude(Include.NON_EMPTY) List<Step> steps,
      @JsonInclude(value = Include.CUSTOM, valueFilter = Unseen.class) Long indexBytes)
      implements BuildEvent {

    public Failed {
      requireNonNull(failure, "failure");
      steps = copy(steps);
      indexBytes = requireNonNullElse(indexBytes, -1L);
    }
  }

  /// Stopped by a person, with nothing of it left.
  ///
  /// @param steps with what each did
  record Cancelled(
      UUID buildId,
      int attempt,
      long sequence,
      Instant at,
      String by,
      @JsonInclude(Include.NON_EMPTY) List<Step> steps)
      implements BuildEvent {

    public Cancelled {
      steps = copy(steps);
    }
  }

  /// @param create of the CREATE INDEX alone
  /// @param total of the whole recipe
  /// @param phases of the CREATE INDEX; null where they were not seen
  record Timing(Duration create, Duration total, @Nullable PhaseTimes phases) {}

  /// What a build was seen to use.
  ///
  /// @param workersLaunched by PostgreSQL; -1 where not seen
  /// @param temporaryBytes on disk; -1 where not seen
  record Usage(
      @JsonInclude(value = Include.CUSTOM, valueFilter = Unseen.class) Integer workersLaunched,
      @JsonInclude(value = Include.CUSTOM, valueFilter = Unseen.class) Long temporaryBytes) {
    public static final Usage UNSEEN = new Usage(-1, -1L);

    public Usage {
      workersLaunched = requireNonNullElse(workersLaunched, -1);
      temporaryBytes = requireNonNullElse(temporaryBytes, -1L);
    }
  }

  /// @param message at most [Bound#LONGEST_MESSAGE] characters
  /// @param retryable whether the same command may succeed later
  /// @param offendingKeys the first ten duplicate keys of a unique index
  record Failure(
      ErrorCode code,
      String message,
      @Nullable String sqlState,
      boolean retryable,
      @JsonInclude(Include.NON_EMPTY) List<OffendingKey> offendingKeys) {
    public Failure {
      message = Bound.words(requireNonNullElse(message, ""));
      offendingKeys = copy(offendingKeys);
    }
  }

  /// @param outcome `done`, `already done`, `not needed`, `failed` or `cancelled`
  record Step(String name, String outcome, Duration elapsed) {
    public static final String DONE = "done";
    public static final String ALREADY_DONE = "already done";
    public static final String NOT_NEEDED = "not needed";
    public static final String FAILED = "failed";
    public static final String CANCELLED = "cancelled";

    /// Whether an earlier event says more: a builder that takes an attempt over finds steps done,
    /// and not how long they took.
    public boolean saysLessThan(@Nullable Step before) {
      return before != null
          && before.outcome.equals(DONE)
          && (outcome.equals(ALREADY_DONE) || outcome.equals(NOT_NEEDED));
    }
  }

  private static <T> List<T> copy(@Nullable List<T> given) {
    return given == null ? List.of() : List.copyOf(given);
  }

  /// A filter that leaves -1 out of JSON, which means the same as its absence; also a usage of
  /// nothing else.
  final class Unseen {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Number number && number.longValue() == -1
          || Usage.UNSEEN.equals(other);
    }

    @Override
    public int hashCode() {
      return -1;
    }
  }
}
