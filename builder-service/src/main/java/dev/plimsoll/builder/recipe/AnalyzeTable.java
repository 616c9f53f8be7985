package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.postgres.index.TableSql;
import java.sql.SQLException;

/// Step that analyzes a table without statistics of about its current rows. An index on an
/// expression needs statistics of its own.
public record AnalyzeTable() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    return table.relation().analyzed()
            && table.satisfying(build.definition()).filter(Index::analyzed).isPresent()
        ? StepDecision.NOT_NEEDED
        : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    session.execute(TableSql.analyze(session.build().table()));
  }
}
