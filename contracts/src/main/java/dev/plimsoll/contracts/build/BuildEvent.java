package dev.plimsoll.contracts.build;

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

/// `build.events`: what happens to a build. Key: build id. (attempt, sequence) only moves forward:
/// a reader ignores whatever is not beyond what it has seen.
public sealed interface BuildEvent {
  UUID buildId();

  int attempt();

  /// 0 or more, growing within an attempt. A builder starts from the target's clock, milliseconds,
  /// so that it stays ahead of the one it takes an attempt over from, whatever their own clocks
  /// say.
  long sequence();

  Instant at();

  /// @param builder the process that took it
  /// @param resumed an earlier delivery of this attempt had begun
  record Started(
      UUID buildId, int attempt, long sequence, Instant at, String builder, boolean resumed)
      implements BuildEvent {}

  /// @param phase in words, from pg_stat_progress_create_index or the recipe's own step
  /// @param fraction of the predicted work, 0 to 1
  /// @param blocker who it waits for, in a sentence
  /// @param workersLaunched by PostgreSQL; -1 where not seen yet
  /// @param temporaryBytes on disk now; -1 where not seen
  /// @param steps of the recipe that have ended, all of them, in order; empty where none has ended
  ///     since the last event that told them
  record Progressed(
      UUID buildId,
      int attempt,
      long sequence,
      Instant at,
      String phase,
      double fraction,
      @Nullable String blocker,
      @JsonInclude(value = Include.CUSTOM, valueFilter = Unseen.class) Integer workersLaunched,
      @JsonInclude(value = Include.CUSTOM, valueFilter = Unseen.class) Long temporaryBytes,
      @JsonInclude(Include.NON_EMPTY) List<Step> steps)
      implements BuildEvent {

    public Progressed {
      blocker = blocker == null ? null : Bound.words(blocker);
      workersLaunched = requireNonNullElse(workersLaunched, -1);
      temporaryBytes = requireNonNullElse(temporaryBytes, -1L);
      steps = copy(steps);
    }
  }

  /// @param indexBytes of the finished index
  /// @param buildTime of the CREATE INDEX alone
  /// @param totalTime of the whole recipe
  /// @param workersLaunched by PostgreSQL, at most as many as asked for; -1 where it was not seen
  /// @param steps with what each did
  /// @param phases of the CREATE INDEX; null where it was there already, or ended unseen
  /// @param temporaryBytes the most that was seen on disk; -1 where not seen
  record Succeeded(
      UUID buildId,
      int attempt,
      long sequence,
      Instant at,
      long indexBytes,
      Duration buildTime,
      Duration totalTime,
      int workersLaunched,
      List<Step> steps,
      @JsonInclude(Include.NON_NULL) @Nullable PhaseTimes phases,
      @JsonInclude(value = Include.CUSTOM, valueFilter = Unseen.class) Long temporaryBytes)
      implements BuildEvent {

    public Succeeded {
      steps = List.copyOf(steps);
      temporaryBytes = requireNonNullElse(temporaryBytes, -1L);
    }
  }

  /// @param message cut where it is very long, whoever has worded it
  /// @param retryable the same command may succeed later
  /// @param offendingKeys the first ten that stand in the way of a unique index
  /// @param steps with what each did; the one that failed among them
  /// @param indexBytes that its index keeps on disk; -1 where nobody could look
  record Failed(
      UUID buildId,
      int attempt,
      long sequence,
      Instant at,
      ErrorCode code,
      String message,
      @Nullable String sqlState,
      boolean retryable,
      @JsonInclude(Include.NON_EMPTY) List<OffendingKey> offendingKeys,
      @JsonInclude(Include.NON_EMPTY) List<Step> steps,
      @JsonInclude(value = Include.CUSTOM, valueFilter = Unseen.class) Long indexBytes)
      implements BuildEvent {

    public Failed {
      message = Bound.words(requireNonNullElse(message, ""));
      offendingKeys = copy(offendingKeys);
      steps = copy(steps);
      indexBytes = requireNonNullElse(indexBytes, -1L);
    }
  }

  /// A person had it stopped; nothing of it is left.
  ///
  /// @param by who asked
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

  /// @param outcome `done`, `already done` (by an earlier delivery or by somebody else), `not
  ///     needed`, `failed` or `cancelled`
  /// @param elapsed until that was known
  record Step(String name, String outcome, Duration elapsed) {
    public static final String DONE = "done";
    public static final String ALREADY_DONE = "already done";
    public static final String NOT_NEEDED = "not needed";
    public static final String FAILED = "failed";
    public static final String CANCELLED = "cancelled";

    /// Whether what was known of the step before says more: who takes an attempt over finds steps
    /// done, and not how long they took.
    public boolean saysLessThan(@Nullable Step before) {
      return before != null
          && before.outcome.equals(DONE)
          && (outcome.equals(ALREADY_DONE) || outcome.equals(NOT_NEEDED));
    }
  }

  private static <T> List<T> copy(@Nullable List<T> given) {
    return given == null ? List.of() : List.copyOf(given);
  }

  /// Leaves -1 out of JSON, which means the same as its absence.
  final class Unseen {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Number number && number.longValue() == -1;
    }

    @Override
    public int hashCode() {
      return -1;
    }
  }
}
