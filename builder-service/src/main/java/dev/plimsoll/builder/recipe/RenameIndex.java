package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTable;
import dev.plimsoll.builder.catalog.TargetTable.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.IndexSql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Gives the finished index its name.
public record RenameIndex() implements Step {
  @Override
  public String name() {
    return "name the index";
  }

  @Override
  public boolean finishes() {
    return true;
  }

  @Override
  public Decision decide(BuildCommand build, TargetTable table) {
    return own(build, table).isPresent() ? Decision.RUN : Decision.ALREADY_DONE;
  }

  @Override
  public void run(BuildSession session, TargetTable table) throws SQLException {
    BuildCommand build = session.build();
    String own = own(build, table).orElseThrow().name();
    session.shortlyLocked(
        table,
        List.of(
            IndexSql.rename(new QualifiedName(build.table().schema(), own), build.indexName())));
  }

  private static Optional<Index> own(BuildCommand build, TargetTable table) {
    return table.partitioned()
        ? table.begun(build.definition()).filter(index -> BuildNames.isUnfinished(index.name()))
        : table.index(BuildNames.index(build.buildId())).filter(Index::valid);
  }
}
