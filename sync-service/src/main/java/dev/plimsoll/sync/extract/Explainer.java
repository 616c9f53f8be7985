package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractExplanation.TableExplanation;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import dev.plimsoll.sync.analysis.ForecastInput;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.table.TableDefinition;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Says what an extract would do: what its planner plans, and what that is foreseen to take.
@Singleton
public final class Explainer {
  private final SyncConfig config;

  public Explainer(SyncConfig config) {
    this.config = config;
  }

  /// @param foreseen of all tables that are not refused
  ExtractExplanation explain(List<ExtractPlanner.Outcome> outcomes, List<ForecastInput> foreseen) {
    Map<QualifiedName, ForecastInput> byTable = Forecaster.byTable(foreseen);
    List<TableExplanation> tables =
        outcomes.stream().map(outcome -> explain(outcome, byTable)).toList();
    return new ExtractExplanation(
        tables,
        tables.stream().mapToLong(TableExplanation::rows).sum(),
        tables.stream().mapToLong(TableExplanation::sourceBytes).sum(),
        tables.stream().mapToLong(TableExplanation::queries).sum(),
        tables.stream().mapToDouble(TableExplanation::seconds).sum());
  }

  private TableExplanation explain(
      ExtractPlanner.Outcome outcome, Map<QualifiedName, ForecastInput> byTable) {
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
              null,
              refused.code(),
              refused.message());
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
        definition.strategy().name(),
        definition.why(),
        definition.consistency(),
        Math.min(readTasks, config.parallelReadTasks()),
        ranges,
        figures.queries(),
        figures.rows(),
        table.bytes(),
        figures.seconds(),
        foreseen.forecast().basis(),
        planned.deletes(),
        null,
        null);
  }
}
