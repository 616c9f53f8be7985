package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTable;
import dev.plimsoll.builder.catalog.TargetTable.Index;
import dev.plimsoll.builder.catalog.TargetTable.Partition;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.index.IndexSql;
import java.sql.SQLException;
import java.util.List;

/// Attaches each partition's index to the parent's, one by one: each needs a partition's index to
/// itself for a moment only. With the last one the parent's becomes valid.
public record AttachPartitions() implements Step {
  @Override
  public String name() {
    return "attach the partitions' indexes";
  }

  @Override
  public boolean carriesTheIndex() {
    return true;
  }

  @Override
  public Decision decide(BuildCommand build, TargetTable table) {
    return table.satisfying(build.definition()).isPresent()
            || CreateParentIndex.begun(build, table).filter(Index::valid).isPresent()
        ? Decision.ALREADY_DONE
        : Decision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTable table) throws SQLException {
    BuildCommand build = session.build();
    String schema = build.table().schema();
    Index parent =
        CreateParentIndex.begun(build, table)
            .orElseThrow(
                () ->
                    new PlimsollException(
                        ErrorCode.CHECK_FAILED,
                        build.table() + " has lost the index of this build"));
    for (Partition partition : table.partitions()) {
      if (partition.kind().equals("f")
          || partition.indexes().stream()
              .anyMatch(index -> (schema + "." + parent.name()).equals(index.attachedTo()))) {
        continue;
      }
      session.heedCancel();
      Index part = attachable(build, table, partition);
      session.shortlyLocked(
          part.oid(),
          List.of(
              IndexSql.attach(
                  new QualifiedName(schema, parent.name()),
                  new QualifiedName(partition.name().schema(), part.name()))));
    }
  }

  private static Index attachable(BuildCommand build, TargetTable table, Partition partition) {
    return table
        .attachable(partition, build.definition())
        .filter(index -> index.attachedTo() == null)
        .orElseThrow(
            () ->
                new PlimsollException(
                    ErrorCode.DEPENDENCY_FAILED,
                    "partition %s has no valid %s that is free to be attached"
                        .formatted(partition.name(), build.definition())));
  }
}
