package dev.plimsoll.vectors.index;

import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.SQLException;

/// A table's partitions, or who may read them, are not what they were when a search began: it is
/// to be done again.
public final class LeavesChangedException extends SQLException {
  private static final long serialVersionUID = 1L;

  LeavesChangedException(QualifiedName table) {
    super("the partitions of " + table + " were changed while they were searched", "40001");
  }
}
