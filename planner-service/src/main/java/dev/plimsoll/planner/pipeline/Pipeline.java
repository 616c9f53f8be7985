package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.PipelineView;
import dev.plimsoll.contracts.plan.PipelineView.AnalysisView;
import dev.plimsoll.contracts.plan.PipelineView.LaneView;
import dev.plimsoll.contracts.plan.PipelineView.LogCounts;
import dev.plimsoll.contracts.plan.PipelineView.PipelineTotals;
import dev.plimsoll.contracts.plan.PipelineView.TableFlow;
import dev.plimsoll.contracts.plan.PipelineView.TableProgress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.Pace;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.planner.build.BuildViews;
import dev.plimsoll.planner.build.Builds;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Everything in motion, in a handful of small queries, since it is polled every second.
@ApplicationScoped
public class Pipeline {
  private static final int MOST_TABLES = 200;

  private static final String MOVING =
      "NOT loaded AND error_code IS NULL AND (NOT extracted OR rows_loaded > 0)";

  private static final String RECORDS =
      """
      LEFT JOIN LATERAL (
        SELECT sum(next_offset) AS records, sum(batches) AS batches FROM log_partitions
        WHERE extract_prefix = left(f.extract_id::text, 8)
          AND table_text = f.table_schema || '.' || f.table_name
      ) p ON true
      """;

  private static final String FLOWS =
      """
      SELECT f.extract_id, f.table_schema, f.table_name, f.expected_rows, f.rows_extracted,
             f.rows_loaded, f.bytes, f.objects, f.queries, f.empty_queries, f.extracted, f.loaded,
             f.error_code, f.error, f.updated_at, left(md5(f.analysis), 12) AS analysis_version,
             coalesce(p.records, 0) AS records, coalesce(p.batches, 0) AS batches, f.rows_read,
             f.read_rate, f.read_ends_at, f.loaded_since, f.loaded_before
      FROM (
        (SELECT * FROM table_flows WHERE %1$s ORDER BY updated_at DESC LIMIT ?)
        UNION ALL
        (SELECT * FROM table_flows WHERE NOT (%1$s) ORDER BY updated_at DESC LIMIT ?)
      ) f
      %2$s
      ORDER BY f.table_schema, f.table_name, f.extract_id
      """
          .formatted(MOVING, RECORDS);

  // An extract's tables are found by its id, the first column of the primary key.
  private static final String TOTALS =
      """
      WITH shown AS (
        SELECT DISTINCT extract_id FROM table_flows WHERE %1$s
      ), latest AS (
        SELECT extract_id FROM shown
        UNION ALL
        (SELECT extract_id FROM table_flows WHERE NOT EXISTS (SELECT FROM shown)
         ORDER BY updated_at DESC LIMIT 1)
      )
      SELECT count(DISTINCT f.extract_id) AS extracts, count(*) AS tables,
             count(*) FILTER (WHERE %1$s) AS moving,
             count(*) FILTER (WHERE loaded AND error_code IS NULL) AS loaded,
             count(error_code) AS failed,
             coalesce(sum(greatest(CASE WHEN extracted THEN rows_extracted ELSE expected_rows END,
                                   rows_read)), 0) AS expected_rows,
             coalesce(sum(rows_read), 0) AS rows_read, coalesce(sum(p.records), 0) AS records,
             coalesce(sum(p.batches), 0) AS batches, coalesce(sum(rows_loaded), 0) AS rows_loaded,
             coalesce(sum(bytes), 0) AS bytes, coalesce(sum(objects), 0) AS objects
      FROM latest JOIN table_flows f USING (extract_id)
      %2$s
      """
          .formatted(MOVING, RECORDS);

  private static final String ANALYSIS =
      """
      SELECT analysis FROM table_flows
      WHERE extract_id = ? AND table_schema = ? AND table_name = ?
        AND analysis IS NOT NULL
      """;

  private final Session entities;
  private final Builds builds;
  private final BuildViews views;
  private final ServiceProbe neighbours;
  private final Clock clock;

  public Pipeline(
      Session entities, Builds builds, BuildViews views, ServiceProbe neighbours, Clock clock) {
    this.entities = entities;
    this.builds = builds;
    this.views = views;
    this.neighbours = neighbours;
    this.clock = clock;
  }

  /// @param ended at most so many tables at rest and ended builds, 0 or more
  @Transactional
  public PipelineView view(int ended) {
    Instant now = clock.instant();
    List<TableFlow> flows =
        entities.doReturningWork(
            connection ->
                Sql.of(connection, FLOWS, MOST_TABLES, ended).list(row -> flow(row, now)));
    PipelineTotals totals =
        entities.doReturningWork(connection -> Sql.of(connection, TOTALS).one(Pipeline::totals));
    List<LaneView> lanes = views.lanes();
    return new PipelineView(
        now, flows, lanes, views.of(builds.recent(ended), lanes), totals, neighbours.seen());
  }

  private static PipelineTotals totals(ResultSet row) throws SQLException {
    return new PipelineTotals(
        row.getInt("extracts"),
        new PipelineTotals.TableCounts(
            row.getInt("tables"), row.getInt("moving"), row.getInt("loaded"), row.getInt("failed")),
        new PipelineTotals.RowCounts(
            row.getLong("expected_rows"), row.getLong("rows_read"), row.getLong("rows_loaded")),
        log(row),
        row.getLong("bytes"),
        row.getLong("objects"));
  }

  private static LogCounts log(ResultSet row) throws SQLException {
    return new LogCounts(row.getLong("records"), row.getLong("batches"));
  }

  /// Analysis of a table, beside its counters.
  ///
  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public AnalysisView analysis(UUID extract, QualifiedName table) {
    String reported =
        entities
            .doReturningWork(
                connection ->
                    Sql.of(connection, ANALYSIS, extract, table.schema(), table.name())
                        .first(row -> row.getString("analysis")))
            .orElseThrow(
                () ->
                    PlimsollException.notFound("nothing is known of " + table + " of " + extract));
    SyncEvent.TableAnalyzed analyzed = Json.read(reported, SyncEvent.TableAnalyzed.class);
    return new AnalysisView(analyzed.analysis(), analyzed.earlier());
  }

  private static TableFlow flow(ResultSet row, Instant now) throws SQLException {
    boolean extracted = row.getBoolean("extracted");
    @Nullable String code = row.getString("error_code");
    TableCounters counters =
        new TableCounters(
            row.getLong("expected_rows"),
            row.getLong("rows_extracted"),
            row.getLong("rows_loaded"),
            row.getLong("bytes"),
            row.getLong("objects"),
            row.getLong("queries"),
            row.getLong("empty_queries"),
            row.getLong("rows_read"));
    TableState state = state(extracted, row.getBoolean("loaded"), code != null, counters);
    Instant at = Columns.instant(row, "updated_at");
    long whole = Math.max(extracted ? counters.rowsExtracted() : counters.expectedRows(), 0);
    @Nullable Instant readEnds = Columns.instantOrNull(row, "read_ends_at");
    @Nullable Instant loadedSince = Columns.instantOrNull(row, "loaded_since");
    boolean loads = state != TableState.LOADED && state != TableState.FAILED;
    @Nullable Pace reading =
        state == TableState.EXTRACTING
            ? reading(row.getDouble("read_rate"), readEnds, at, now)
            : null;
    @Nullable Pace loading =
        loads && counters.rowsLoaded() > 0
            ? new LoadingPace(loadedSince, row.getLong("loaded_before"), at, counters.rowsLoaded())
                .view(whole, now)
            : null;
    return new TableFlow(
        row.getObject("extract_id", UUID.class),
        new QualifiedName(row.getString("table_schema"), row.getString("table_name")),
        state,
        new TableProgress(counters, log(row), reading, loading),
        at,
        code == null ? null : ErrorCode.of(code),
        row.getString("error"),
        row.getString("analysis_version"));
  }

  // Computed by the sync service; without new events no end is predicted.
  private static @Nullable Pace reading(
      double rate, @Nullable Instant endsAt, Instant at, Instant now) {
    boolean still = !at.plus(LoadingPace.STILL).isAfter(now);
    return rate > 0 ? new Pace(rate, still ? null : endsAt) : null;
  }

  static TableState state(
      boolean extracted, boolean loaded, boolean failed, TableCounters counters) {
    if (failed) {
      return TableState.FAILED;
    }
    if (loaded) {
      return TableState.LOADED;
    }
    if (extracted) {
      return counters.rowsLoaded() > 0 ? TableState.LOADING : TableState.EXTRACTED;
    }
    return counters.queries() == 0 && counters.rowsExtracted() == 0
        ? TableState.PLANNED
        : TableState.EXTRACTING;
  }
}
