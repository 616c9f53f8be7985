package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Partition;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.index.IndexSql;
import java.sql.SQLException;
import java.util.List;

/// Step that creates a partitioned table's own, empty index. It is INVALID until all partitions'
/// indexes are attached. It comes first, so that later partitions get theirs automatically.
///
/// A foreign partition has no index to attach, which would leave it INVALID for ever. There it
/// comes last and finds the other partitions' indexes itself.
public record CreateParentIndex() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    return table.satisfying(build.definition()).isPresent()
            || table.begun(build.definition()).isPresent()
        ? StepDecision.ALREADY_DONE
        : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    BuildCommand build = session.build();
    String name = BuildNames.index(build.buildId());
    boolean key = build.definition().kind() == IndexDefinition.Kind.PRIMARY_KEY;
    boolean foreign = table.family().partitions().stream().anyMatch(Partition::foreign);
    String create =
        key
            ? IndexSql.addKeyOnly(build.table(), session.definition(), name)
            : foreign
                ? IndexSql.createAround(build.table(), session.definition(), name)
                : IndexSql.createOnly(build.table(), session.definition(), name);
    try {
      session.shortlyLocked(table, List.of(create));
    } catch (SQLException e) {
      // A unique index without the partition key's columns, or an unsuitable partition.
      if ("0A000".equals(e.getSQLState()) || "42P16".equals(e.getSQLState())) {
        throw new PlimsollException(
            ErrorCode.UNSUPPORTED_INDEX, "%s: %s".formatted(build.table(), e.getMessage()), e);
      }
      throw e;
    }
    nameProofs(session, table);
  }

  /// A partition's constraint of another name, merged with the whole's, forbids renaming.
  private static void nameProofs(BuildSession session, TargetTableFacts table) throws SQLException {
    List<String> renames = AttachKey.namedProofs(session.build(), table);
    if (renames.isEmpty()) {
      return;
    }
    try {
      session.shortlyLocked(table, renames);
    } catch (SQLException e) {
      if (!"42704".equals(e.getSQLState())) {
        throw e;
      }
    }
  }
}
