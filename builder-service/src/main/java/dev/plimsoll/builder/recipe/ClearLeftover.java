package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTable;
import dev.plimsoll.builder.catalog.TargetTable.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import java.sql.SQLException;
import java.util.List;

/// Drops what a broken-off build left INVALID on this table. Only indexes that carry a build's own
/// kind of name are touched, and only under the claim, when no build's session can be alive.
public record ClearLeftover() implements Step {
  @Override
  public String name() {
    return "clear leftovers";
  }

  @Override
  public Decision decide(BuildCommand build, TargetTable table) {
    return leftovers(table).isEmpty() ? Decision.NOT_NEEDED : Decision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTable table) throws SQLException {
    for (String name : leftovers(table)) {
      session.dropIndex(name);
    }
  }

  private static List<String> leftovers(TargetTable table) {
    return table.indexes().stream()
        .filter(index -> !index.valid() && index.builtBy() == null)
        .map(Index::name)
        .filter(BuildNames::isUnfinished)
        .toList();
  }
}
