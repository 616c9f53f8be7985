package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTable;
import dev.plimsoll.contracts.build.BuildCommand;
import java.sql.SQLException;

/// Gives the table the `parallel_workers` that it had before a build, or none.
public record RestoreWorkers() implements Step {
  @Override
  public String name() {
    return "reset parallel_workers";
  }

  @Override
  public Decision decide(BuildCommand build, TargetTable table) {
    return table.marks().isEmpty() ? Decision.NOT_NEEDED : Decision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTable table) throws SQLException {
    TableWorkers.restore(session, table);
  }
}
