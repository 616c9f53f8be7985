package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import java.sql.SQLException;
import java.util.List;

/// Takes back what a broken-off build left on this table: its INVALID index, its workers. Only
/// indexes that carry a build's own kind of name are touched, and only under the claim, when no
/// build's session can be alive.
public record ClearLeftover() implements RecipeStep {
  @Override
  public String name() {
    return "clear leftovers";
  }

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

  /// Another build died before it set `parallel_workers` back. Our own is gone on with.
  private static boolean hasOldMark(BuildCommand build, TargetTableFacts table) {
    return !table.marks().isEmpty() && !build.tableWorkers();
  }

  private static List<String> leftovers(TargetTableFacts table) {
    return table.indexes().stream()
        .filter(index -> !index.valid() && index.builtBy() == null)
        .map(Index::name)
        .filter(BuildNames::isUnfinished)
        .toList();
  }
}
