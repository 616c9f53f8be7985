package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.index.IndexSql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Step that attaches a partition's finished index to the partitioned table's, where that exists.
/// With the last partition the whole becomes valid.
public record AttachToWhole() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    if (table.ofWhole(build.definition()).isEmpty()) {
      return StepDecision.NOT_NEEDED;
    }
    return own(build, table).isPresent() ? StepDecision.RUN : StepDecision.ALREADY_DONE;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    BuildCommand build = session.build();
    Index part = own(build, table).orElseThrow();
    Index whole = table.ofWhole(build.definition()).orElseThrow();
    QualifiedName of = table.wholeName();
    session.shortlyLocked(
        part.oid(),
        List.of(
            IndexSql.attach(
                new QualifiedName(of.schema(), whole.name()),
                new QualifiedName(build.table().schema(), part.name()))));
  }

  /// In a partition that is partitioned itself, the index may still lack partitions.
  private static Optional<Index> own(BuildCommand build, TargetTableFacts table) {
    Optional<Index> own =
        table.partitioned()
            ? table.begun(build.definition())
            : table.satisfying(build.definition());
    return own.filter(index -> index.attachedTo() == null);
  }
}
