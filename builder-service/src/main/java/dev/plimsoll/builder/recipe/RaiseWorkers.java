package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import java.sql.SQLException;

/// Step that allows more workers than PostgreSQL grants by the table's size.
/// [dev.plimsoll.builder.catalog.WorkersMark] keeps the former value until [RestoreWorkers].
public record RaiseWorkers() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    boolean built =
        table.satisfying(build.definition()).isPresent()
            || table.index(BuildNames.index(build.buildId())).filter(Index::valid).isPresent();
    if (built || build.allocation().parallelWorkers() == 0) {
      return StepDecision.NOT_NEEDED;
    }
    return TableWorkers.raised(build, table) ? StepDecision.ALREADY_DONE : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    session.shortlyLocked(table, TableWorkers.raising(session.build(), table));
  }
}
