package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Pace;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.TableCounters;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/pipeline` of the planner: tables and builds in motion, from the events of all
/// services.
///
/// @param tables in motion, at most 200, then those at rest that moved last
/// @param services that the planner is configured to watch
/// @param totals of all tables in motion
public record PipelineView(
    Instant at,
    List<TableFlow> tables,
    List<LaneView> lanes,
    List<BuildView> builds,
    PipelineTotals totals,
    List<ServiceView> services) {

  public PipelineView {
    services = services == null ? List.of() : List.copyOf(services);
  }

  /// Another service, as the planner sees it.
  ///
  /// @param away the reason in a few words; absent while it takes work
  public record ServiceView(String name, @Nullable String away, Instant since) {}

  /// @param logRecords with an offset
  /// @param analysisVersion changes with the analysis, which has a path of its own; absent before
  ///     the first
  /// @param reading absent where unknown or at rest
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
      @Nullable String analysisVersion,
      @Nullable Pace reading,
      @Nullable Pace loading) {}

  /// Sums over the extracts and loads in motion; over the last one where there is none.
  ///
  /// @param extracts and loads
  /// @param moving tables not yet at rest
  /// @param expectedRows of each table its estimate, or what was read where that is more
  public record PipelineTotals(
      int extracts,
      int tables,
      int moving,
      int loaded,
      int failed,
      long expectedRows,
      long rowsRead,
      long logRecords,
      long logBatches,
      long rowsLoaded,
      long bytes,
      long objects) {}

  /// `GET /api/v1/pipeline/{extract}/{schema}/{table}`: the analysis of a table.
  ///
  /// @param earlier figures of at most five earlier extracts, the latest first
  public record AnalysisView(TableAnalysis analysis, List<TableAnalysis.Figures> earlier) {}

  public record LaneView(String lane, int slots, int busy, int waiting) {}
}
