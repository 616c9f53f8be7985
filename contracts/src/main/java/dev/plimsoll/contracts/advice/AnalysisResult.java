package dev.plimsoll.contracts.advice;

import dev.plimsoll.contracts.problem.Failure;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Answer of an analysis.
///
/// @param server the version of PostgreSQL
/// @param health what to drop and what to mend
/// @param advice what to add; null where it could not be said
/// @param unadvised why there is no advice; null where there is
public record AnalysisResult(
    String server, HealthAdvice health, @Nullable IndexAdvice advice, @Nullable Failure unadvised) {
  public AnalysisResult {
    server = Objects.requireNonNullElse(server, "");
  }

  public AnalysisResult with(HealthAdvice otherHealth, @Nullable IndexAdvice otherAdvice) {
    return new AnalysisResult(server, otherHealth, otherAdvice, unadvised);
  }
}
