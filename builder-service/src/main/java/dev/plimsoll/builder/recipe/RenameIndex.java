package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTable;
import dev.plimsoll.builder.catalog.TargetTable.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.SQLException;
import java.util.List;

/// Gives the finished index its name.
public record RenameIndex() implements Step {
  @Override
  public String name() {
    return "name the index";
  }

  @Override
  public Decision decide(BuildCommand build, TargetTable table) {
    return table.index(BuildNames.index(build.buildId())).filter(Index::valid).isPresent()
        ? Decision.RUN
        : Decision.ALREADY_DONE;
  }

  @Override
  public void run(BuildSession session, TargetTable table) throws SQLException {
    BuildCommand build = session.build();
    QualifiedName own =
        new QualifiedName(build.table().schema(), BuildNames.index(build.buildId()));
    session.shortlyLocked(
        table,
        List.of(
            "ALTER INDEX %s RENAME TO %s"
                .formatted(Identifiers.quote(own), Identifiers.quote(build.indexName()))));
  }
}
