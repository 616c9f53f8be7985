package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;

/// An index of a table by what it must be, whatever its name.
public record TableIndex(QualifiedName table, IndexDefinition definition) {
  /// The index that a build makes.
  public static TableIndex of(PlannedBuild build) {
    return new TableIndex(build.table(), build.definition());
  }

  /// An index of the same definition on another table.
  public TableIndex on(QualifiedName other) {
    return new TableIndex(other, definition);
  }
}
