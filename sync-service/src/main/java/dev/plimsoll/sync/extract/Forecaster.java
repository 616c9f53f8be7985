package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.source.KeyEnds;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractExplanation.Estimate;
import dev.plimsoll.contracts.sync.ExtractExplanation.ExplainedReading;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.analysis.Analyses;
import dev.plimsoll.sync.analysis.Analyses.ForecastInput;
import dev.plimsoll.sync.analysis.Analyses.Wanted;
import dev.plimsoll.sync.analysis.Forecast.Rate;
import dev.plimsoll.sync.analysis.Forecast.Reading;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.table.FileSettings.FileSizing;
import dev.plimsoll.sync.table.TableDefinition;
import dev.plimsoll.sync.threshold.Thresholds;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Forecasts of reading planned tables, and explanations of extracts by them. Asks the source for
/// both ends of each key.
@Singleton
public final class Forecaster {
  private static final String APPLICATION = "plimsoll-sync plan";

  // Bytes of the source's heap would be steadier, but only rows are stored.
  private static final String RATE =
      """
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY rate) AS rate, count(*) AS tables
      FROM (SELECT t.rows_extracted
                     / extract(epoch FROM greatest(t.ended_at - t.started_at, interval '10 ms'))
                     AS rate
            FROM extract_table t JOIN extract e ON e.id = t.extract_id
            WHERE e.source = ? AND e.target IS NULL AND t.strategy = ? AND t.state = 'EXTRACTED'
              AND t.rows_extracted >= 10000 AND t.ended_at IS NOT NULL
            ORDER BY t.ended_at DESC LIMIT 20) AS latest
      """;

  /// Without history: about a third of what a binary COPY of ten columns reaches on two cores of
  /// 2024.
  private static final double ASSUMED_ROWS_PER_SECOND = 500_000;

  private final SyncDatabase database;
  private final ByKind<Source> sources;
  private final Analyses analyses;
  private final Thresholds thresholds;
  private final SyncConfig config;

  public Forecaster(
      SyncDatabase database,
      ByKind<Source> sources,
      Analyses analyses,
      Thresholds thresholds,
      SyncConfig config) {
    this.database = database;
    this.sources = sources;
    this.analyses = analyses;
    this.thresholds = thresholds;
    this.config = config;
  }

  /// @return one for each planned table
  List<ForecastInput> foresee(KnownDatabase source, List<ExtractPlanner.Outcome> outcomes) {
    Map<String, Rate> rates = new HashMap<>();
    List<Wanted> wanted =
        outcomes.stream()
            .filter(ExtractPlanner.Planned.class::isInstance)
            .map(ExtractPlanner.Planned.class::cast)
            .map(
                planned ->
                    new Wanted(
                        planned.table(),
                        reading(planned),
                        rates.computeIfAbsent(
                            planned.definition().strategy().name(),
                            strategy -> rate(source.name(), strategy)),
                        planned.increment() == null))
            .toList();
    return analyses.foresee(keyEnds(source, wanted), source.name(), wanted);
  }

  private Map<QualifiedName, KeyEnds> keyEnds(KnownDatabase source, List<Wanted> wanted) {
    List<SourceTable> whole = wanted.stream().filter(Wanted::whole).map(Wanted::table).toList();
    if (whole.isEmpty()) {
      return Map.of();
    }
    try {
      return sources.of(source.kind()).keyEnds(source.address(), APPLICATION, whole);
    } catch (SQLException e) {
      throw ExceptionCodes.of(e);
    }
  }

  private Reading reading(ExtractPlanner.Planned planned) {
    FileSizing sizing = planned.definition().files().sizing();
    return new Reading(
        planned.definition().strategy(),
        planned.readTasks().size(),
        config.parallelReadTasks(),
        sizing == null ? config.objectSize().asLongValue() : sizing.bytes(),
        thresholds.current());
  }

  private Rate rate(String source, String strategy) {
    return database.ask(
        connection -> Sql.of(connection, RATE, source, strategy).one(row -> rate(row, strategy)));
  }

  private static Rate rate(ResultSet row, String strategy) throws SQLException {
    long tables = row.getLong("tables");
    if (tables == 0) {
      return new Rate(
          ASSUMED_ROWS_PER_SECOND,
          "assumed: nothing of this source has been read by " + strategy + " yet");
    }
    double rate = row.getDouble("rate");
    return new Rate(
        rate,
        "%,.0f rows/s, the median of the last %d tables of this source by %s"
            .formatted(rate, tables, strategy));
  }

  /// Stores the forecasts of an extract.
  void note(Connection connection, UUID extractId, String source, List<ForecastInput> foreseen)
      throws SQLException {
    analyses.note(connection, extractId, source, foreseen);
  }

  ExtractExplanation explain(KnownDatabase source, List<ExtractPlanner.Outcome> outcomes) {
    Map<QualifiedName, ForecastInput> byTable =
        foresee(source, outcomes).stream()
            .collect(Collectors.toMap(ForecastInput::table, Function.identity()));
    List<TableExplanation> tables =
        outcomes.stream().map(outcome -> explain(outcome, byTable)).toList();
    List<Estimate> estimates =
        tables.stream().map(TableExplanation::estimate).filter(Objects::nonNull).toList();
    return new ExtractExplanation(
        tables,
        estimates.stream().mapToLong(Estimate::rows).sum(),
        estimates.stream().mapToLong(Estimate::sourceBytes).sum(),
        estimates.stream().mapToLong(Estimate::queries).sum(),
        estimates.stream().mapToDouble(Estimate::seconds).sum());
  }

  private TableExplanation explain(
      ExtractPlanner.Outcome outcome, Map<QualifiedName, ForecastInput> byTable) {
    return switch (outcome) {
      case ExtractPlanner.Refused refused ->
          new TableExplanation(
              refused.name(), null, null, null, Failure.of(refused.code(), refused.message()));
      case ExtractPlanner.Planned planned ->
          explain(planned, Objects.requireNonNull(byTable.get(planned.name())));
    };
  }

  private TableExplanation explain(ExtractPlanner.Planned planned, ForecastInput foreseen) {
    SourceTable table = planned.table();
    TableDefinition definition = planned.definition();
    int readTasks = planned.readTasks().size();
    long ranges =
        definition.strategy() instanceof ReadStrategy.Blocks blocks
            ? blocks.ranges(table.pages())
            : readTasks;
    Figures figures = foreseen.forecast().figures();
    return new TableExplanation(
        table.name(),
        new ExplainedReading(
            definition.strategy().name(),
            definition.choice().why(),
            definition.consistency(),
            Math.min(readTasks, config.parallelReadTasks()),
            ranges),
        new Estimate(
            figures.rows(),
            table.bytes(),
            figures.queries(),
            figures.seconds(),
            foreseen.forecast().basis()),
        planned.deletes(),
        null);
  }
}
