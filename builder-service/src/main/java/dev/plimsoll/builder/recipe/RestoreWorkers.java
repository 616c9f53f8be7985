package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.contracts.build.BuildCommand;
import java.sql.SQLException;

/// Gives the table the `parallel_workers` that it had before a build, or none.
public record RestoreWorkers() implements RecipeStep {
  @Override
  public String name() {
    return "reset parallel_workers";
  }

  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    return table.marks().isEmpty() ? StepDecision.NOT_NEEDED : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    TableWorkers.restore(session, table);
  }
}
