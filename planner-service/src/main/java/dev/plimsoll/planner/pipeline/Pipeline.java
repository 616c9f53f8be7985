package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.PipelineView;
import dev.plimsoll.contracts.plan.PipelineView.AnalysisView;
import dev.plimsoll.contracts.plan.PipelineView.LaneView;
import dev.plimsoll.contracts.plan.PipelineView.PipelineTotals;
import dev.plimsoll.contracts.plan.PipelineView.TableFlow;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.Pace;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.planner.build.BuildViews;
import dev.plimsoll.planner.build.Builds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Everything in motion, in a handful of small queries: it is asked for every second.
@ApplicationScoped
public class Pipeline {
  private static final int MOST_TABLES = 200;

  /// As the index of its name has it.
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
        (SELECT * FROM table_flows WHERE %1$s ORDER BY updated_at DESC LIMIT :most)
        UNION ALL
        (SELECT * FROM table_flows WHERE NOT (%1$s) ORDER BY updated_at DESC LIMIT :ended)
      ) f
      %2$s
      ORDER BY f.table_schema, f.table_name, f.extract_id
      """
          .formatted(MOVING, RECORDS);

  // An extract's tables are found by its id, which the primary key begins with.
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
      SELECT count(DISTINCT f.extract_id), count(*), count(*) FILTER (WHERE %1$s),
             count(*) FILTER (WHERE loaded AND error_code IS NULL), count(error_code),
             coalesce(sum(greatest(CASE WHEN extracted THEN rows_extracted ELSE expected_rows END,
                                   rows_read)), 0),
             coalesce(sum(rows_read), 0), coalesce(sum(p.records), 0),
             coalesce(sum(p.batches), 0), coalesce(sum(rows_loaded), 0),
             coalesce(sum(bytes), 0), coalesce(sum(objects), 0)
      FROM latest JOIN table_flows f USING (extract_id)
      %2$s
      """
          .formatted(MOVING, RECORDS);

  private static final String ANALYSIS =
      """
      SELECT analysis FROM table_flows
      WHERE extract_id = :extract AND table_schema = :schema AND table_name = :table
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

  /// @param ended at most so many tables at rest, and so many builds that have ended, 0 or more
  @Transactional
  public PipelineView view(int ended) {
    Instant now = clock.instant();
    List<TableFlow> flows =
        entities
            .createNativeQuery(FLOWS, Object[].class)
            .setParameter("most", MOST_TABLES)
            .setParameter("ended", ended)
            .getResultList()
            .stream()
            .map(row -> flow(row, now))
            .toList();
    List<LaneView> lanes = views.lanes();
    return new PipelineView(
        now, flows, lanes, views.of(builds.recent(ended), lanes), totals(), neighbours.seen());
  }

  private PipelineTotals totals() {
    Object[] row = entities.createNativeQuery(TOTALS, Object[].class).getSingleResult();
    return new PipelineTotals(
        (int) number(row[0]),
        (int) number(row[1]),
        (int) number(row[2]),
        (int) number(row[3]),
        (int) number(row[4]),
        number(row[5]),
        number(row[6]),
        number(row[7]),
        number(row[8]),
        number(row[9]),
        number(row[10]),
        number(row[11]));
  }

  /// What is known of a table beside its counters.
  ///
  /// @throws PlimsollException NOT_FOUND where nothing is
  @Transactional
  public AnalysisView analysis(UUID extract, QualifiedName table) {
    String reported =
        entities
            .createNativeQuery(ANALYSIS, String.class)
            .setParameter("extract", extract)
            .setParameter("schema", table.schema())
            .setParameter("table", table.name())
            .getResultStream()
            .findFirst()
            .orElseThrow(
                () ->
                    PlimsollException.notFound("nothing is known of " + table + " of " + extract));
    SyncEvent.TableAnalyzed analyzed = Json.read(reported, SyncEvent.TableAnalyzed.class);
    return new AnalysisView(analyzed.analysis(), analyzed.earlier());
  }

  private static TableFlow flow(Object[] row, Instant now) {
    boolean extracted = (Boolean) row[10];
    boolean loaded = (Boolean) row[11];
    @Nullable String code = (String) row[12];
    TableCounters counters =
        new TableCounters(
            number(row[3]),
            number(row[4]),
            number(row[5]),
            number(row[6]),
            number(row[7]),
            number(row[8]),
            number(row[9]),
            number(row[18]));
    TableState state = state(extracted, loaded, code != null, counters);
    Instant at = instant(row[14]);
    long whole = Math.max(extracted ? counters.rowsExtracted() : counters.expectedRows(), 0);
    return new TableFlow(
        (UUID) row[0],
        new QualifiedName((String) row[1], (String) row[2]),
        state,
        counters,
        number(row[16]),
        number(row[17]),
        at,
        code == null ? null : ErrorCode.of(code),
        (String) row[13],
        (String) row[15],
        state == TableState.EXTRACTING ? reading((Double) row[19], since(row[20]), at, now) : null,
        counters.rowsLoaded() > 0 && state != TableState.LOADED && state != TableState.FAILED
            ? new LoadingPace(since(row[21]), number(row[22]), at, counters.rowsLoaded())
                .view(whole, now)
            : null);
  }

  // As sync-service has it; but a table that it says nothing more of stands still.
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

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static @Nullable Instant since(@Nullable Object value) {
    return value == null ? null : instant(value);
  }

  private static Instant instant(Object value) {
    return value instanceof OffsetDateTime time ? time.toInstant() : (Instant) value;
  }
}
