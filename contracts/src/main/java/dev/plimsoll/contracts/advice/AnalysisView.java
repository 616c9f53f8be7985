package dev.plimsoll.contracts.advice;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.Failure;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An analysis of a registered database, and its answer once it is done.
///
/// @param phase what it does now, in words
/// @param attempt 0 before the first; another one follows where a planner dies
/// @param startedAt of the attempt; null before the first
/// @param request as it was asked
/// @param result null before it is done
/// @param failure null unless it failed
public record AnalysisView(
    UUID id,
    String database,
    @JsonProperty("state") OpenEnum<State> rawState,
    String phase,
    int attempt,
    Instant askedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    AnalysisRequest request,
    @Nullable AnalysisResult result,
    @Nullable Failure failure) {
  public AnalysisView {
    rawState = Objects.requireNonNullElse(rawState, OpenEnum.of(State.RUNNING));
  }

  public @Nullable State state() {
    return rawState.known();
  }

  public AnalysisView with(AnalysisResult other) {
    return new AnalysisView(
        id, database, rawState, phase, attempt, askedAt, startedAt, endedAt, request, other,
        failure);
  }

  public enum State {
    RUNNING,
    DONE,
    FAILED
  }
}
