package dev.plimsoll.contracts.build;

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
  record Progressed(
      UUID buildId,
      int attempt,
      long sequence,
      Instant at,
      String phase,
      double fraction,
      @Nullable String blocker)
      implements BuildEvent {}

  /// @param indexBytes of the finished index
  /// @param buildTime of the CREATE INDEX alone
  /// @param totalTime of the whole recipe
  /// @param workersLaunched by PostgreSQL, at most as many as asked for; -1 where it was not seen
  /// @param steps with what each did
  record Succeeded(
      UUID buildId,
      int attempt,
      long sequence,
      Instant at,
      long indexBytes,
      Duration buildTime,
      Duration totalTime,
      int workersLaunched,
      List<Step> steps)
      implements BuildEvent {}

  /// @param retryable the same command may succeed later
  record Failed(
      UUID buildId,
      int attempt,
      long sequence,
      Instant at,
      ErrorCode code,
      String message,
      @Nullable String sqlState,
      boolean retryable)
      implements BuildEvent {}

  /// @param outcome `done`, `already done` or `not needed`
  record Step(String name, String outcome, Duration elapsed) {}
}
