package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.postgres.index.TableSql;
import java.sql.SQLException;

/// Statistics for the queries that will use the index, where there are none of about this table's
/// rows yet. An index on an expression needs some of its own; until then the planner guesses.
public record AnalyzeTable() implements RecipeStep {
  @Override
  public String name() {
    return "analyze";
  }

  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    return table.analyzed()
            && table.satisfying(build.definition()).filter(Index::analyzed).isPresent()
        ? StepDecision.NOT_NEEDED
        : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    session.execute(TableSql.analyze(session.build().table()));
  }
}
