package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import dev.plimsoll.sync.source.SourceTable;
import dev.plimsoll.sync.source.Strategy;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// Says what an extract would do: what its planner plans, and how long that took lately.
@Singleton
public final class Explainer {
  // Bytes of the source's heap are what a strategy's speed is steadiest in, but only rows are kept.
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

  /// Where nothing is known yet: about a third of what a binary COPY of ten columns comes to on two
  /// cores of 2024.
  private static final double ASSUMED_ROWS_PER_SECOND = 500_000;

  private final SyncDatabase database;
  private final SyncConfig config;

  public Explainer(SyncDatabase database, SyncConfig config) {
    this.database = database;
    this.config = config;
  }

  ExtractExplanation explain(String source, List<ExtractPlanner.Outcome> outcomes) {
    List<TableExplanation> tables =
        outcomes.stream().map(outcome -> explain(source, outcome)).toList();
    return new ExtractExplanation(
        tables,
        tables.stream().mapToLong(TableExplanation::rows).sum(),
        tables.stream().mapToLong(TableExplanation::sourceBytes).sum(),
        tables.stream().mapToLong(TableExplanation::queries).sum(),
        tables.stream().mapToDouble(TableExplanation::seconds).sum());
  }

  private TableExplanation explain(String source, ExtractPlanner.Outcome outcome) {
    return switch (outcome) {
      case ExtractPlanner.Refused refused ->
          new TableExplanation(
              refused.name(),
              "",
              "",
              null,
              0,
              0,
              0,
              0,
              0,
              0,
              "",
              refused.code(),
              refused.message());
      case ExtractPlanner.Planned planned -> explain(source, planned);
    };
  }

  private TableExplanation explain(String source, ExtractPlanner.Planned planned) {
    SourceTable table = planned.table();
    TableDefinition definition = planned.definition();
    Strategy strategy = definition.strategy();
    int splits = planned.splits().size();
    long ranges =
        strategy instanceof Strategy.Blocks blocks ? blocks.ranges(table.pages()) : splits;
    Rate rate = rate(source, strategy.name());
    return new TableExplanation(
        table.name(),
        strategy.name(),
        definition.why(),
        definition.consistency(),
        Math.min(splits, config.parallelSplits()),
        ranges,
        ranges,
        table.estimatedRows(),
        table.bytes(),
        table.estimatedRows() / rate.rowsPerSecond(),
        rate.basis(),
        null,
        null);
  }

  private record Rate(double rowsPerSecond, String basis) {}

  private Rate rate(String source, String strategy) {
    return database.ask(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(RATE)) {
            statement.setString(1, source);
            statement.setString(2, strategy);
            return rate(statement, strategy);
          }
        });
  }

  private static Rate rate(PreparedStatement statement, String strategy) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
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
  }
}
