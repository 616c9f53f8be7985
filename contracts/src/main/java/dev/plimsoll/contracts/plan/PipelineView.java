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

/// `GET /api/v1/pipeline` of the planner: everything in motion, from the events of all services.
///
/// @param tables in motion, at most 200, then those at rest that moved last
/// @param services that the planner was told to look at, by name; none where it was not
/// @param totals of what is in motion, whatever the number of its tables
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
  /// @param away why it does not take work, in a few words; absent while it does
  /// @param since when it is so
  public record ServiceView(String name, @Nullable String away, Instant since) {}

  /// @param logRecords with an offset
  /// @param logBatches with an offset
  /// @param analysisVersion of what is known of it, which has an answer of its own; another one
  ///     whenever that changes, absent before there is any
  /// @param reading how fast it is read; absent where that is not known or it is at rest
  /// @param loading how fast it is loaded, likewise
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

  /// Tables of all extracts and loads that have one in motion; where none has, of the one that
  /// moved last.
  ///
  /// @param extracts and loads that these are of
  /// @param moving tables that have not come to rest
  /// @param loaded tables
  /// @param failed tables
  /// @param expectedRows of each table its estimate, or what was read where that is more
  /// @param bytes of the objects written
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

  /// `GET /api/v1/pipeline/{extract}/{schema}/{table}`: what is known of a table beside its
  /// counters.
  ///
  /// @param analysis where its rows are, what was predicted and what it took
  /// @param earlier what extracts of the same table took before, at most five, the latest first
  public record AnalysisView(TableAnalysis analysis, List<TableAnalysis.Figures> earlier) {}

  /// @param slots how many builds the lane holds at once
  public record LaneView(String lane, int slots, int busy, int waiting) {}
}
