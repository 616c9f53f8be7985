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

/// The index of a partitioned table itself, which holds nothing: INVALID until the indexes of all
/// partitions are attached. It comes first: partitions that are made from then on get theirs by
/// themselves.
///
/// Around a foreign partition, which has no index to attach, it would stay INVALID for ever. There
/// it comes last, and finds those of the other partitions by itself.
public record CreateParentIndex() implements RecipeStep {
  @Override
  public String name() {
    return "create the parent's index";
  }

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
    boolean foreign = table.partitions().stream().anyMatch(Partition::foreign);
    String create =
        key
            ? IndexSql.addKeyOnly(build.table(), session.definition(), name)
            : foreign
                ? IndexSql.createAround(build.table(), session.definition(), name)
                : IndexSql.createOnly(build.table(), session.definition(), name);
    try {
      session.shortlyLocked(table, List.of(create));
    } catch (SQLException e) {
      // A unique index without the partition key's columns, or a partition that is in the way.
      if ("0A000".equals(e.getSQLState()) || "42P16".equals(e.getSQLState())) {
        throw new PlimsollException(
            ErrorCode.UNSUPPORTED_INDEX, "%s: %s".formatted(build.table(), e.getMessage()), e);
      }
      throw e;
    }
    nameProofs(session, table);
  }

  /// A partition's constraint of another name, which the whole's was merged with, forbids that.
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
