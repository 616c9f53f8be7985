package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;

/// An index of a table by its definition, whatever its name.
public record TableIndex(QualifiedName table, IndexDefinition definition) {
  public static TableIndex of(PlannedBuild build) {
    return new TableIndex(build.table(), build.definition());
  }

  public TableIndex on(QualifiedName other) {
    return new TableIndex(other, definition);
  }
}
