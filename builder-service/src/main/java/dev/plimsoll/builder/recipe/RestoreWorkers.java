package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.contracts.build.BuildCommand;
import java.sql.SQLException;

/// Step that resets the table's `parallel_workers` to the former value.
public record RestoreWorkers() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    return table.workers().marks().isEmpty() ? StepDecision.NOT_NEEDED : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    TableWorkers.restore(session, table);
  }
}
