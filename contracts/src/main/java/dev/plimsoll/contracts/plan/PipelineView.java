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

  /// @param analysisVersion changes with the analysis, which has a path of its own; absent before
  ///     the first
  public record TableFlow(
      UUID extractId,
      QualifiedName table,
      ExtractView.TableState state,
      TableProgress progress,
      Instant updatedAt,
      @Nullable ErrorCode errorCode,
      @Nullable String error,
      @Nullable String analysisVersion) {}

  /// How far a table is on its way from the source to the target.
  ///
  /// @param reading absent where unknown or at rest
  /// @param loading likewise
  public record TableProgress(
      TableCounters counters, LogCounts log, @Nullable Pace reading, @Nullable Pace loading) {}

  /// What the log has of a table, or of many.
  ///
  /// @param records with an offset
  public record LogCounts(long records, long batches) {}

  /// Sums over the extracts and loads in motion; over the last one where there is none.
  ///
  /// @param extracts and loads
  public record PipelineTotals(
      int extracts, TableCounts tables, RowCounts rows, LogCounts log, long bytes, long objects) {

    /// @param moving not yet at rest
    public record TableCounts(int all, int moving, int loaded, int failed) {}

    /// @param expected of each table its estimate, or what was read where that is more
    public record RowCounts(long expected, long read, long loaded) {}
  }

  /// `GET /api/v1/pipeline/{extract}/{schema}/{table}`: the analysis of a table.
  ///
  /// @param earlier figures of at most five earlier extracts, the latest first
  public record AnalysisView(TableAnalysis analysis, List<TableAnalysis.Figures> earlier) {}

  public record LaneView(String lane, int slots, int busy, int waiting) {}
}
