package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.builder.catalog.TargetTableFacts.Partition;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.index.IndexSql;
import java.sql.SQLException;
import java.util.List;

/// Step that attaches the partitions' indexes to the parent's, one by one, so that each is locked
/// for a moment only. With the last one the parent's becomes valid.
public record AttachPartitions() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    return free(build, table).isEmpty() ? StepDecision.ALREADY_DONE : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    BuildCommand build = session.build();
    Index parent =
        table
            .begun(build.definition())
            .orElseThrow(
                () ->
                    new PlimsollException(
                        ErrorCode.CHECK_FAILED,
                        build.table() + " has lost the index of this build"));
    for (Part part : free(build, table)) {
      session.heedCancel();
      session.shortlyLocked(
          part.index().oid(),
          List.of(
              IndexSql.attach(
                  new QualifiedName(build.table().schema(), parent.name()),
                  new QualifiedName(part.partition().name().schema(), part.index().name()))));
    }
  }

  private record Part(Partition partition, Index index) {}

  private static List<Part> free(BuildCommand build, TargetTableFacts table) {
    return table.family().partitions().stream()
        .flatMap(
            partition ->
                table.part(partition, build.definition()).stream()
                    .filter(index -> index.attachedTo() == null)
                    .map(index -> new Part(partition, index)))
        .toList();
  }
}
