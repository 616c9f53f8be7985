package dev.plimsoll.sync.analysis;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.TableAnalysis.AgainstFixed;
import dev.plimsoll.contracts.sync.TableAnalysis.AnalyzedReading;
import dev.plimsoll.contracts.sync.TableAnalysis.Density;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.analysis.Analyses.ForecastInput;
import dev.plimsoll.sync.analysis.Forecast.EarlierExtract;
import dev.plimsoll.sync.sparse.AdaptiveChunkSizer;
import dev.plimsoll.sync.sparse.DensityMap;
import dev.plimsoll.sync.sparse.SparseConfig;
import dev.plimsoll.sync.sparse.SparseOptimizationMetrics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Store of analyses: one for each extract of a table, the last twenty of them.
final class AnalysisStore {
  static final int REMEMBERED = 20;
  private static final int USED_FOR_THE_NEXT = 5;

  private static final String INSERT =
      """
      INSERT INTO table_analysis
        (table_id, source, schema_name, table_name, strategy, key_column, bounds, remembered,
         look_millis, predicted_rows, predicted_bytes, predicted_queries, predicted_files,
         predicted_seconds, basis)
      SELECT id, ?, schema_name, table_name, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
      FROM extract_table WHERE extract_id = ? AND schema_name = ? AND table_name = ?
      ON CONFLICT (table_id) DO NOTHING
      """;

  private static final String FORGET =
      """
      DELETE FROM table_analysis
      WHERE table_id IN (
        SELECT table_id FROM table_analysis
        WHERE source = ? AND schema_name = ? AND table_name = ?
        ORDER BY planned_at DESC OFFSET ?)
      """;

  private static final String PAST =
      """
      SELECT strategy, rows, bytes, queries, files, seconds, bounds FROM table_analysis
      WHERE source = ? AND schema_name = ? AND table_name = ? AND ended_at IS NOT NULL AND rows > 0
        AND table_id IS DISTINCT FROM ?
      ORDER BY planned_at DESC LIMIT ?
      """;

  // A table with a target ends when it is loaded. How long its reading took is then known only if
  // it was stored at the reading's end.
  private static final String SELECT =
      """
      SELECT a.table_id, a.source, a.schema_name, a.table_name, a.strategy, a.planned_at, a.ended_at,
             a.key_column, a.bounds, a.remembered, a.look_millis, a.basis, a.predicted_rows,
             a.predicted_bytes, a.predicted_queries, a.predicted_files, a.predicted_seconds,
             t.extract_id,
             t.read_tasks > 0 AND t.read_tasks_done = t.read_tasks AND t.state <> 'FAILED' AS extracted,
             coalesce(a.rows, t.rows_extracted) AS actual_rows,
             coalesce(a.bytes, t.bytes) AS actual_bytes,
             coalesce(a.queries, t.queries) AS actual_queries,
             coalesce(a.files, t.objects) AS actual_files,
             coalesce(a.seconds, extract(epoch FROM
               coalesce(t.ended_at, clock_timestamp()) - t.started_at), 0) AS actual_seconds
      FROM table_analysis a JOIN extract_table t ON t.id = a.table_id
      """;

  private static final String OF_TABLE_ID = SELECT + "WHERE a.table_id = ?";

  private static final String OF_EXTRACT =
      SELECT + "WHERE t.extract_id = ? ORDER BY a.schema_name, a.table_name";

  private static final String OF_TABLE =
      SELECT
          + """
          WHERE a.source = ? AND a.schema_name = ? AND a.table_name = ?
          ORDER BY a.planned_at DESC
          """;

  private static final String END =
      """
      UPDATE table_analysis
      SET ended_at = clock_timestamp(), rows = ?, bytes = ?, queries = ?, files = ?, seconds = ?,
          sparse_regions = ?, queries_saved = ?, files_saved = ?, millis_saved = ?
      WHERE table_id = ? AND ended_at IS NULL
      """;

  private static final String SUM =
      """
      SELECT coalesce(sum(sparse_regions), 0)::int AS regions,
             coalesce(sum(queries_saved), 0)::bigint AS queries_saved,
             coalesce(sum(files_saved), 0)::bigint AS files_saved,
             coalesce(sum(millis_saved), 0)::bigint AS millis_saved,
             coalesce(sum(queries), 0)::bigint AS queries
      FROM table_analysis WHERE queries_saved IS NOT NULL
      """;

  /// Analysis of one extract of a table, as stored.
  ///
  /// @param extracted its reading has ended, stored or not
  /// @param saved against windows of one width; null if nothing is known of its key
  record AnalysisRow(
      UUID tableId,
      TableAnalysis analysis,
      boolean extracted,
      @Nullable SparseOptimizationMetrics saved) {}

  private AnalysisStore() {}

  static void insert(Connection connection, UUID extractId, String source, ForecastInput foreseen)
      throws SQLException {
    KeyBounds bounds = foreseen.bounds();
    Figures forecast = foreseen.forecast().figures();
    QualifiedName table = foreseen.table();
    Sql.of(
            connection,
            INSERT,
            source,
            foreseen.strategy(),
            bounds == null ? null : bounds.column(),
            bounds == null ? null : bounds.bounds().toArray(Long[]::new),
            bounds != null && bounds.remembered(),
            foreseen.lookMillis(),
            forecast.rows(),
            forecast.bytes(),
            forecast.queries(),
            forecast.files(),
            forecast.seconds(),
            foreseen.forecast().basis(),
            extractId,
            table.schema(),
            table.name())
        .update();
    Sql.of(connection, FORGET, source, table.schema(), table.name(), REMEMBERED).update();
  }

  /// Earlier extracts of a table but for one (null for none), the latest first.
  static List<EarlierExtract> past(
      Connection connection, String source, QualifiedName table, @Nullable UUID except)
      throws SQLException {
    return Sql.of(connection, PAST, source, table.schema(), table.name(), except, USED_FOR_THE_NEXT)
        .list(
            row ->
                new EarlierExtract(
                    row.getString("strategy"), figures(row, ""), Columns.longs(row, "bounds")));
  }

  static List<AnalysisRow> ofTable(
      Connection connection, String source, QualifiedName table, SparseConfig.Detection detection)
      throws SQLException {
    return Sql.of(connection, OF_TABLE, source, table.schema(), table.name())
        .list(row -> row(row, detection));
  }

  static List<AnalysisRow> ofExtract(
      Connection connection, UUID extractId, SparseConfig.Detection detection) throws SQLException {
    return Sql.of(connection, OF_EXTRACT, extractId).list(row -> row(row, detection));
  }

  /// @return none or one
  static List<AnalysisRow> ofTableId(
      Connection connection, UUID tableId, SparseConfig.Detection detection) throws SQLException {
    return Sql.of(connection, OF_TABLE_ID, tableId).list(row -> row(row, detection));
  }

  private static AnalysisRow row(ResultSet row, SparseConfig.Detection detection)
      throws SQLException {
    @Nullable Instant endedAt = Columns.instantOrNull(row, "ended_at");
    Figures forecast = figures(row, "predicted_");
    Figures actual = figures(row, "actual_");
    boolean extracted = row.getBoolean("extracted");
    @Nullable Density density = null;
    @Nullable AgainstFixed fixed = null;
    @Nullable SparseOptimizationMetrics saved = null;
    String column = row.getString("key_column");
    if (column != null) {
      KeyBounds bounds =
          new KeyBounds(column, Columns.longs(row, "bounds"), row.getBoolean("remembered"));
      // While it is being read, expected rows count as well.
      DensityMap map =
          bounds.map(extracted ? actual.rows() : Math.max(actual.rows(), forecast.rows()));
      density =
          new Density(
              bounds.column(),
              map.range().first(),
              map.range().last(),
              map.inSteps(64).regions().stream().map(DensityMap.Region::rows).toList(),
              map.efficiency(),
              map.sparseRegions(detection),
              bounds.remembered());
      fixed =
          map.againstFixed(
              AdaptiveChunkSizer.DEFAULT_BASE_SIZE,
              actual.queries(),
              actual.files(),
              row.getDouble("look_millis"));
      saved =
          new SparseOptimizationMetrics(
              density.sparseRegions(),
              Math.max(0, fixed.queriesSaved()),
              Duration.ofMillis(Math.round(fixed.secondsSaved() * 1_000)),
              Math.max(0, fixed.filesSaved()),
              actual.queries());
    }
    return new AnalysisRow(
        row.getObject("table_id", UUID.class),
        new TableAnalysis(
            row.getObject("extract_id", UUID.class),
            row.getString("source"),
            new QualifiedName(row.getString("schema_name"), row.getString("table_name")),
            new AnalyzedReading(
                row.getString("strategy"), Columns.instant(row, "planned_at"), endedAt),
            forecast,
            row.getString("basis"),
            actual,
            density,
            endedAt == null ? null : fixed),
        extracted,
        saved);
  }

  private static Figures figures(ResultSet row, String which) throws SQLException {
    return new Figures(
        row.getLong(which + "rows"),
        row.getLong(which + "bytes"),
        row.getLong(which + "queries"),
        row.getLong(which + "files"),
        row.getDouble(which + "seconds"));
  }

  /// Stores the end of a table's reading; false if it was stored already.
  static boolean end(Connection connection, AnalysisRow row) throws SQLException {
    Figures actual = row.analysis().actual();
    SparseOptimizationMetrics saved = row.saved();
    return Sql.of(
            connection,
            END,
            actual.rows(),
            actual.bytes(),
            actual.queries(),
            actual.files(),
            actual.seconds(),
            saved == null ? null : saved.sparseDetections(),
            saved == null ? null : saved.queriesSaved(),
            saved == null ? null : saved.filesConsolidated(),
            saved == null ? null : saved.timeSaved().toMillis(),
            row.tableId())
        .updateAny();
  }

  static SparseOptimizationMetrics sum(Connection connection) throws SQLException {
    return Sql.of(connection, SUM)
        .one(
            row ->
                new SparseOptimizationMetrics(
                    row.getInt("regions"),
                    row.getLong("queries_saved"),
                    Duration.ofMillis(row.getLong("millis_saved")),
                    row.getLong("files_saved"),
                    row.getLong("queries")));
  }
}
