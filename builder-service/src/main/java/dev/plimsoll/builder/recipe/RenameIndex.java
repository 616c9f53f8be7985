package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.IndexSql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Step that gives the finished index its name.
public record RenameIndex() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    return own(build, table).isPresent() ? StepDecision.RUN : StepDecision.ALREADY_DONE;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    BuildCommand build = session.build();
    String own = own(build, table).orElseThrow().name();
    session.shortlyLocked(
        table,
        List.of(
            IndexSql.rename(new QualifiedName(build.table().schema(), own), build.indexName())));
  }

  private static Optional<Index> own(BuildCommand build, TargetTableFacts table) {
    return table.partitioned()
        ? table.begun(build.definition()).filter(index -> BuildNames.isUnfinished(index.name()))
        : table.index(BuildNames.index(build.buildId())).filter(Index::valid);
  }
}
