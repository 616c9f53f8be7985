package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import java.sql.SQLException;
import java.util.List;

/// Step that removes what an interrupted build left on this table: its INVALID index and its
/// workers. It drops only indexes with a build's name, under the claim, when no build's session can
/// be alive.
public record ClearLeftover() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    return leftovers(table).isEmpty() && !hasOldMark(build, table)
        ? StepDecision.NOT_NEEDED
        : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    for (String name : leftovers(table)) {
      session.dropIndex(name);
    }
    if (hasOldMark(session.build(), table)) {
      TableWorkers.restore(session, table);
    }
  }

  /// Another build died before it reset `parallel_workers`; our own is continued.
  private static boolean hasOldMark(BuildCommand build, TargetTableFacts table) {
    return !table.workers().marks().isEmpty() && !build.allocation().tableWorkers();
  }

  private static List<String> leftovers(TargetTableFacts table) {
    return table.indexes().stream()
        .filter(index -> !index.valid() && index.builtBy() == null)
        .map(Index::name)
        .filter(BuildNames::isUnfinished)
        .toList();
  }
}
