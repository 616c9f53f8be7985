package dev.plimsoll.sync.analysis;

import dev.plimsoll.connector.source.KeyEnds;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.outbox.Outbox;
import dev.plimsoll.outbox.OutboxMessage;
import dev.plimsoll.postgres.transaction.Transactions.Work;
import dev.plimsoll.sync.analysis.AnalysisStore.AnalysisRow;
import dev.plimsoll.sync.analysis.Forecast.EarlierExtract;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.sparse.SparseConfig;
import dev.plimsoll.sync.sparse.SparseOptimizationMetrics;
import dev.plimsoll.sync.sparse.SparseOptimizationMetrics.PerformanceSummary;
import dev.plimsoll.sync.table.SyncMetrics;
import dev.plimsoll.sync.threshold.Thresholds;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Analyses of tables: their keys, what was predicted of their reading and what it took.
@Singleton
public final class Analyses {
  private static final Logger LOG = Logger.getLogger(Analyses.class);

  private final SyncDatabase database;
  private final Thresholds thresholds;
  private final SyncMetrics metrics;
  private final TopicsConfig topics;

  public Analyses(
      SyncDatabase database, Thresholds thresholds, SyncMetrics metrics, TopicsConfig topics) {
    this.database = database;
    this.thresholds = thresholds;
    this.metrics = metrics;
    this.topics = topics;
  }

  /// Table to forecast.
  ///
  /// @param otherwise rate without history
  /// @param whole every row is read; an increment says nothing of the table, so nothing is
  ///     remembered
  public record Wanted(
      SourceTable table, Forecast.Reading reading, Forecast.Rate otherwise, boolean whole) {}

  /// Forecast of a table, with its inputs.
  ///
  /// @param bounds null if nothing is known of its key
  /// @param lookMillis taken by looking at both ends of the key; 0 if not done
  /// @param whole as in [Wanted]
  public record ForecastInput(
      QualifiedName table,
      String strategy,
      @Nullable KeyBounds bounds,
      double lookMillis,
      Forecast forecast,
      boolean whole) {}

  /// @param ends of the tables' keys, as far as known
  public List<ForecastInput> foresee(
      Map<QualifiedName, KeyEnds> ends, String source, List<Wanted> tables) {
    return tables.stream()
        .map(wanted -> foresee(ends.get(wanted.table().name()), source, wanted))
        .toList();
  }

  private ForecastInput foresee(@Nullable KeyEnds ends, String source, Wanted wanted) {
    SourceTable table = wanted.table();
    List<EarlierExtract> history =
        wanted.whole()
            ? database.ask(connection -> AnalysisStore.past(connection, source, table.name(), null))
            : List.of();
    @Nullable KeyBounds bounds = ends == null ? null : bounds(ends, history);
    return new ForecastInput(
        table.name(),
        wanted.reading().strategy().name(),
        bounds,
        ends == null ? 0 : ends.millis(),
        Forecast.of(table, wanted.reading(), bounds, history, wanted.otherwise()),
        wanted.whole());
  }

  private static KeyBounds bounds(KeyEnds ends, List<EarlierExtract> history) {
    List<Long> earlier =
        history.stream()
            .map(EarlierExtract::bounds)
            .filter(bounds -> bounds.size() > 2)
            .findFirst()
            .orElse(List.of());
    return KeyBounds.of(ends.column(), ends.least(), ends.greatest(), ends.histogram(), earlier);
  }

  /// Stores and publishes the forecasts of an extract's tables.
  public void note(
      Connection connection, UUID extractId, String source, List<ForecastInput> foreseen)
      throws SQLException {
    List<ForecastInput> whole = foreseen.stream().filter(ForecastInput::whole).toList();
    for (ForecastInput each : whole) {
      AnalysisStore.insert(connection, extractId, source, each);
    }
    Set<QualifiedName> noted =
        whole.stream().map(ForecastInput::table).collect(Collectors.toUnmodifiableSet());
    publish(
        connection,
        AnalysisStore.ofExtract(connection, extractId, detection()).stream()
            .filter(row -> noted.contains(row.analysis().table()))
            .toList());
  }

  private SparseConfig.Detection detection() {
    return thresholds.current().detection();
  }

  private void publish(Connection connection, List<AnalysisRow> rows) throws SQLException {
    String topic = topics.name(Topic.SYNC_EVENTS);
    List<OutboxMessage> messages = new ArrayList<>(rows.size());
    for (AnalysisRow row : rows) {
      TableAnalysis analysis = row.analysis();
      UUID extractId = analysis.extractId();
      List<Figures> earlier =
          AnalysisStore.past(connection, analysis.source(), analysis.table(), row.tableId())
              .stream()
              .map(EarlierExtract::figures)
              .toList();
      messages.add(
          OutboxMessage.of(
              topic,
              null,
              extractId.toString(),
              new SyncEvent.TableAnalyzed(extractId, analysis.table(), analysis, earlier)));
    }
    Outbox.append(connection, messages);
  }

  /// Notes the end of a read task. After a table's last one, stores and publishes what the table
  /// took. A failure is only logged.
  public void readTaskEnded(UUID tableId) {
    SparseConfig config = thresholds.current();
    try {
      for (AnalysisRow row :
          database.transaction(
              connection -> AnalysisStore.ofTableId(connection, tableId, config.detection()))) {
        if (row.extracted() && row.analysis().reading().endedAt() == null) {
          end(row, config);
        }
      }
    } catch (SQLException e) {
      LOG.warnf("what a table took is not noted: cause=%s", ExceptionCodes.message(e));
    }
  }

  private void end(AnalysisRow row, SparseConfig config) throws SQLException {
    boolean first =
        database.transaction(
            connection -> {
              boolean noted = AnalysisStore.end(connection, row);
              if (noted) {
                publish(
                    connection,
                    AnalysisStore.ofTableId(connection, row.tableId(), config.detection()));
              }
              return noted;
            });
    SparseOptimizationMetrics saved = row.saved();
    if (first && saved != null) {
      tell(row.analysis(), saved, config.monitoring());
    }
  }

  private void tell(
      TableAnalysis row, SparseOptimizationMetrics saved, SparseConfig.Monitoring monitoring) {
    if (monitoring.trackPerformanceGains()) {
      metrics.saved(saved);
    }
    if (monitoring.alertOnSparseDetection() && saved.sparseDetections() > 0) {
      LOG.warnf(
          "sparse key: table=%s regions=%d rows=%d",
          row.table(), saved.sparseDetections(), row.actual().rows());
    }
    if (monitoring.logEfficiencyMetrics()) {
      LOG.infof(
          "reading ends: table=%s strategy=%s rows=%d queries=%d files=%d queries_saved=%d"
              + " files_consolidated=%d time_saved_ms=%d",
          row.table(),
          row.reading().strategy(),
          row.actual().rows(),
          row.actual().queries(),
          row.actual().files(),
          saved.queriesSaved(),
          saved.filesConsolidated(),
          saved.timeSaved().toMillis());
    }
  }

  /// Analyses of an extract's planned tables.
  public List<TableAnalysis> ofExtract(UUID extractId) {
    SparseConfig.Detection detection = detection();
    return analyses(connection -> AnalysisStore.ofExtract(connection, extractId, detection));
  }

  /// Remembered analyses of a table, the latest first.
  List<TableAnalysis> history(String source, QualifiedName table) {
    SparseConfig.Detection detection = detection();
    return analyses(connection -> AnalysisStore.ofTable(connection, source, table, detection));
  }

  private List<TableAnalysis> analyses(Work<List<AnalysisRow>> rows) {
    return database.ask(rows).stream().map(AnalysisRow::analysis).toList();
  }

  /// Over all remembered extracts, of all sources.
  public PerformanceSummary summary() {
    return database.ask(AnalysisStore::sum).performanceSummary();
  }
}
