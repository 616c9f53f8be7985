package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetCatalog;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.Optional;

/// Step that verifies the index by its definition in the catalog, independently of our own
/// statements.
public record VerifyIndex() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    return StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    BuildCommand build = session.build();
    Optional<Index> index =
        table
            .satisfying(build.definition())
            .or(() -> table.begun(build.definition()).filter(_ -> isAwaited(build, table)));
    if (index.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED,
          "%s has no valid %s after its build".formatted(build.table(), build.definition()));
    }
    session.indexBytes(
        TargetCatalog.indexBytes(session.connection(), build.table(), index.get().name()));
  }

  /// Only the partitions' own builds are missing.
  private static boolean isAwaited(BuildCommand build, TargetTableFacts table) {
    return table.partitioned()
        && BuildNewPartitions.lacking(build, table).isEmpty()
        && !build.awaited().isEmpty();
  }
}
