package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.TableCounters;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/pipeline` of the planner: everything in motion, from the events of all services.
public record PipelineView(
    Instant at, List<TableFlow> tables, List<LaneView> lanes, List<BuildView> builds) {

  /// @param logRecords with an offset
  /// @param logBatches with an offset
  /// @param analysisVersion of what is known of it, which has an answer of its own; another one
  ///     whenever that changes, absent before there is any
  public record TableFlow(
      UUID extractId,
      QualifiedName table,
      ExtractView.TableState state,
      TableCounters counters,
      long logRecords,
      long logBatches,
      Instant updatedAt,
      @Nullable ErrorCode errorCode,
      @Nullable String error,
      @Nullable String analysisVersion) {}

  /// `GET /api/v1/pipeline/{extract}/{schema}/{table}`: what is known of a table beside its
  /// counters.
  ///
  /// @param analysis where its rows are, what was foretold and what it took
  /// @param earlier what extracts of the same table took before, at most five, the latest first
  public record AnalysisView(TableAnalysis analysis, List<TableAnalysis.Figures> earlier) {}

  /// @param berths how many builds the lane holds at once
  public record LaneView(String lane, int berths, int busy, int waiting) {}
}
