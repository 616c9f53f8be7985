package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/plans/{id}` of the planner, and what `plimsoll plan` prints.
///
/// @param makespanMillis predicted, from the first start to the last end
/// @param lowerBoundMillis no schedule can end sooner on this capacity
/// @param boundBy what sets that bound, in words
/// @param satisfied what the rules ask for and the database has already
/// @param warnings one sentence each
/// @param hash of what would be executed and of the facts it was planned for; empty where a plan
///     was not stored. Applying a plan names it
/// @param strategy that arranged it
/// @param alternatives what the other strategies would take, the quickest first
/// @param totals null in a plan made before there were any
/// @param window null where none was asked for
/// @param refused what the rules ask for and cannot be built, with the reason
/// @param predictionErrorPercent median of the last builds on this database; -1 where none ended
///     yet
public record PlanView(
    UUID id,
    String database,
    Instant createdAt,
    List<PlannedBuild> builds,
    long makespanMillis,
    long lowerBoundMillis,
    String boundBy,
    List<String> satisfied,
    List<String> warnings,
    @JsonProperty("state") OpenEnum<State> rawState,
    String hash,
    String strategy,
    List<Alternative> alternatives,
    @Nullable Totals totals,
    @Nullable WindowFit window,
    List<Refusal> refused,
    double predictionErrorPercent) {

  public @Nullable State state() {
    return rawState.known();
  }

  /// draft → approved → running → done, failed or cancelled. A draft is superseded by the next plan
  /// of its database.
  public enum State {
    DRAFT,
    APPROVED,
    RUNNING,
    PAUSED,
    DONE,
    FAILED,
    CANCELLED,
    SUPERSEDED
  }

  /// @param ofBound the makespan as a multiple of the lower bound
  public record Alternative(String strategy, long makespanMillis, double ofBound) {}

  /// @param peakMemoryBytes at the busiest moment of the predicted schedule, as the other peaks
  /// @param peakTemporaryBytes of all sorts at once
  /// @param cpuMillis of all participants together
  public record Totals(
      long indexBytes,
      long walBytes,
      long peakMemoryBytes,
      long peakTemporaryBytes,
      int peakWorkers,
      long cpuMillis) {}

  /// @param millis that were given
  public record WindowFit(long millis, boolean fits) {}

  public record Refusal(
      QualifiedName table, IndexDefinition definition, ErrorCode code, String reason) {}

  public PlanView {
    builds = List.copyOf(builds);
    satisfied = List.copyOf(satisfied);
    warnings = List.copyOf(warnings);
    rawState = Objects.requireNonNullElse(rawState, OpenEnum.of(State.RUNNING));
    hash = Objects.requireNonNullElse(hash, "");
    strategy = Objects.requireNonNullElse(strategy, "moldable");
    alternatives = alternatives == null ? List.of() : List.copyOf(alternatives);
    refused = refused == null ? List.of() : List.copyOf(refused);
  }
}
