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

/// `GET /api/v1/plans/{id}` of the planner, and the output of `plimsoll plan`.
///
/// @param hash of statements and facts, by which it is applied; empty where it was not stored
public record PlanView(
    UUID id,
    String database,
    Instant createdAt,
    @JsonProperty("state") OpenEnum<State> rawState,
    String hash,
    String strategy,
    List<PlannedBuild> builds,
    Prediction prediction,
    Findings findings) {

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

  /// What the plan will take.
  ///
  /// @param makespanMillis from the first start to the last end
  /// @param lowerBoundMillis of any schedule on this capacity
  /// @param boundBy the cause of that bound
  /// @param totals null in a plan made before there were any
  /// @param window null where none was given
  /// @param alternatives other strategies, the quickest first
  /// @param errorPercent of predictions, median of the last builds; -1 where none ended
  public record Prediction(
      long makespanMillis,
      long lowerBoundMillis,
      String boundBy,
      @Nullable Totals totals,
      @Nullable WindowFit window,
      List<Alternative> alternatives,
      double errorPercent) {
    public Prediction {
      alternatives = alternatives == null ? List.of() : List.copyOf(alternatives);
    }

    /// Whether it fits into the window, where one was given.
    public boolean fits() {
      return window == null || window.fits();
    }
  }

  /// @param ofBound the makespan as a multiple of the lower bound
  public record Alternative(String strategy, long makespanMillis, double ofBound) {}

  /// @param mostIndexBytes upper end of the expected size, to reserve
  /// @param peakMemoryBytes of the predicted schedule, like the other peaks
  /// @param cpuMillis of all participants together
  public record Totals(
      long indexBytes,
      long mostIndexBytes,
      long walBytes,
      long peakMemoryBytes,
      long peakTemporaryBytes,
      int peakWorkers,
      long cpuMillis) {}

  public record WindowFit(long millis, boolean fits) {}

  /// What was found besides the builds.
  ///
  /// @param satisfied definitions that exist already
  /// @param refused definitions that cannot be built
  /// @param warnings one sentence each
  public record Findings(List<String> satisfied, List<Refusal> refused, List<String> warnings) {
    public Findings {
      satisfied = List.copyOf(satisfied);
      refused = refused == null ? List.of() : List.copyOf(refused);
      warnings = List.copyOf(warnings);
    }
  }

  public record Refusal(
      QualifiedName table, IndexDefinition definition, ErrorCode code, String reason) {}

  public PlanView {
    builds = List.copyOf(builds);
    rawState = Objects.requireNonNullElse(rawState, OpenEnum.of(State.RUNNING));
    hash = Objects.requireNonNullElse(hash, "");
    strategy = Objects.requireNonNullElse(strategy, "moldable");
  }
}
