package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTable;
import dev.plimsoll.builder.catalog.TargetTable.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.index.IndexSql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The index of a partitioned table itself, which holds nothing: INVALID until the indexes of all
/// partitions are attached. One that another build has begun is gone on with, since dropping it
/// would take along what is attached to it.
public record CreateParentIndex() implements Step {
  @Override
  public String name() {
    return "create the parent's index";
  }

  @Override
  public Decision decide(BuildCommand build, TargetTable table) {
    return table.satisfying(build.definition()).isPresent() || begun(build, table).isPresent()
        ? Decision.ALREADY_DONE
        : Decision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTable table) throws SQLException {
    BuildCommand build = session.build();
    String name = BuildNames.index(build.buildId());
    boolean key = build.definition().kind() == IndexDefinition.Kind.PRIMARY_KEY;
    try {
      session.shortlyLocked(
          table,
          List.of(
              key
                  ? IndexSql.addKeyOnly(build.table(), build.definition(), name)
                  : IndexSql.createOnly(build.table(), build.definition(), name)));
    } catch (SQLException e) {
      // A unique index without the partition key's columns, or a partition that is in the way.
      if ("0A000".equals(e.getSQLState()) || "42P16".equals(e.getSQLState())) {
        throw new PlimsollException(
            ErrorCode.UNSUPPORTED_INDEX, "%s: %s".formatted(build.table(), e.getMessage()), e);
      }
      throw e;
    }
  }

  /// What this build, or one that was given up, has begun; attached to or not.
  static Optional<Index> begun(BuildCommand build, TargetTable table) {
    return table.indexes().stream()
        .filter(index -> BuildNames.isUnfinished(index.name()))
        .filter(index -> table.matches(index, build.definition()))
        .findFirst();
  }
}
