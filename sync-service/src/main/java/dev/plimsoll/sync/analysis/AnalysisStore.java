package dev.plimsoll.sync.analysis;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import dev.plimsoll.sync.sparse.SparseOptimizationMetrics;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Analyses in this service's database: one of each extract of a table, the last twenty of them.
final class AnalysisStore {
  static final int REMEMBERED = 20;
  private static final int USED_FOR_THE_NEXT = 5;

  private static final String INSERT =
      """
      INSERT INTO table_analysis
        (table_id, source, schema_name, table_name, strategy, key_column, bounds, remembered,
         look_millis, foretold_rows, foretold_bytes, foretold_queries, foretold_files,
         foretold_seconds, basis)
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
      SELECT * FROM table_analysis
      WHERE source = ? AND schema_name = ? AND table_name = ? AND ended_at IS NOT NULL AND rows > 0
        AND table_id IS DISTINCT FROM ?
      ORDER BY planned_at DESC LIMIT ?
      """;

  // With a target, a table ends when it is loaded: then nobody knows any more how long its reading
  // took, unless that was noted when it ended.
  private static final String SELECT =
      """
      SELECT a.*, t.extract_id,
             t.splits > 0 AND t.splits_done = t.splits AND t.state <> 'FAILED' AS extracted,
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

  private AnalysisStore() {}

  static void insert(Connection connection, UUID extractId, String source, ForecastInput foreseen)
      throws SQLException {
    KeyBounds bounds = foreseen.bounds();
    Figures forecast = foreseen.forecast().figures();
    QualifiedName table = foreseen.table();
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, source);
      statement.setString(2, foreseen.strategy());
      statement.setString(3, bounds == null ? null : bounds.column());
      statement.setArray(
          4,
          bounds == null
              ? null
              : connection.createArrayOf("int8", bounds.bounds().toArray(Long[]::new)));
      statement.setBoolean(5, bounds != null && bounds.remembered());
      statement.setDouble(6, foreseen.lookMillis());
      statement.setLong(7, forecast.rows());
      statement.setLong(8, forecast.bytes());
      statement.setLong(9, forecast.queries());
      statement.setLong(10, forecast.files());
      statement.setDouble(11, forecast.seconds());
      statement.setString(12, foreseen.forecast().basis());
      statement.setObject(13, extractId);
      statement.setString(14, table.schema());
      statement.setString(15, table.name());
      statement.executeUpdate();
    }
    try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
      name(statement, source, table);
      statement.setInt(4, REMEMBERED);
      statement.executeUpdate();
    }
  }

  private static void name(PreparedStatement statement, String source, QualifiedName table)
      throws SQLException {
    statement.setString(1, source);
    statement.setString(2, table.schema());
    statement.setString(3, table.name());
  }

  /// What extracts of a table took, the latest first.
  ///
  /// @param except one that is not to be among them; null for none
  static List<EarlierExtract> past(
      Connection connection, String source, QualifiedName table, @Nullable UUID except)
      throws SQLException {
    List<EarlierExtract> past = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(PAST)) {
      name(statement, source, table);
      statement.setObject(4, except, Types.OTHER);
      statement.setInt(5, USED_FOR_THE_NEXT);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          past.add(
              new EarlierExtract(
                  row.getString("strategy"),
                  row.getLong("rows"),
                  row.getLong("bytes"),
                  row.getLong("queries"),
                  row.getLong("files"),
                  row.getDouble("seconds"),
                  bounds(row.getArray("bounds"))));
        }
      }
    }
    return past;
  }

  static List<AnalysisRow> ofTable(Connection connection, String source, QualifiedName table)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(OF_TABLE)) {
      name(statement, source, table);
      return rows(statement);
    }
  }

  static List<AnalysisRow> ofExtract(Connection connection, UUID extractId) throws SQLException {
    return byId(connection, OF_EXTRACT, extractId);
  }

  /// @return none or one
  static List<AnalysisRow> ofTableId(Connection connection, UUID tableId) throws SQLException {
    return byId(connection, OF_TABLE_ID, tableId);
  }

  private static List<AnalysisRow> byId(Connection connection, String sql, UUID id)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, id);
      return rows(statement);
    }
  }

  private static List<AnalysisRow> rows(PreparedStatement statement) throws SQLException {
    List<AnalysisRow> rows = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows.add(row(row));
      }
    }
    return rows;
  }

  private static AnalysisRow row(ResultSet row) throws SQLException {
    String column = row.getString("key_column");
    return new AnalysisRow(
        row.getObject("table_id", UUID.class),
        row.getObject("extract_id", UUID.class),
        row.getString("source"),
        new QualifiedName(row.getString("schema_name"), row.getString("table_name")),
        row.getString("strategy"),
        Objects.requireNonNull(instant(row, "planned_at")),
        instant(row, "ended_at"),
        new Figures(
            row.getLong("foretold_rows"),
            row.getLong("foretold_bytes"),
            row.getLong("foretold_queries"),
            row.getLong("foretold_files"),
            row.getDouble("foretold_seconds")),
        row.getString("basis"),
        new Figures(
            row.getLong("actual_rows"),
            row.getLong("actual_bytes"),
            row.getLong("actual_queries"),
            row.getLong("actual_files"),
            row.getDouble("actual_seconds")),
        row.getBoolean("extracted"),
        column == null
            ? null
            : new KeyBounds(column, bounds(row.getArray("bounds")), row.getBoolean("remembered")),
        row.getDouble("look_millis"));
  }

  private static List<Long> bounds(@Nullable Array bounds) throws SQLException {
    return bounds == null ? List.of() : KeyLook.numbers(bounds);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /// Notes that a table's reading has ended.
  ///
  /// @param saved null where nothing is known of its key
  /// @return false when that is noted already
  static boolean end(
      Connection connection, AnalysisRow row, @Nullable SparseOptimizationMetrics saved)
      throws SQLException {
    Figures actual = row.actual();
    try (PreparedStatement statement = connection.prepareStatement(END)) {
      statement.setLong(1, actual.rows());
      statement.setLong(2, actual.bytes());
      statement.setLong(3, actual.queries());
      statement.setLong(4, actual.files());
      statement.setDouble(5, actual.seconds());
      statement.setObject(6, saved == null ? null : (Integer) saved.sparseDetections());
      statement.setObject(7, saved == null ? null : (Long) saved.queriesSaved());
      statement.setObject(8, saved == null ? null : (Long) saved.filesConsolidated());
      statement.setObject(9, saved == null ? null : (Long) saved.timeSaved().toMillis());
      statement.setObject(10, row.tableId());
      return statement.executeUpdate() == 1;
    }
  }

  /// Over everything that is remembered.
  static SparseOptimizationMetrics sum(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SUM);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new SparseOptimizationMetrics(
          row.getInt("regions"),
          row.getLong("queries_saved"),
          Duration.ofMillis(row.getLong("millis_saved")),
          row.getLong("files_saved"),
          row.getLong("queries"));
    }
  }
}
