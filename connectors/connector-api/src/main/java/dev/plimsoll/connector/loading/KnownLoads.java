package dev.plimsoll.connector.loading;

import java.util.UUID;

/// Loads of this installation, for a target that finds rows of a load in a table.
@FunctionalInterface
public interface KnownLoads {
  /// @param run it loads files of an earlier extract
  /// @param merges its rows are among those of others
  record Load(Known known, boolean run, boolean merges) {}

  /// State of a load in this installation's database.
  enum Known {
    AT_WORK,
    /// Cancelled or failed: it may be retried.
    UNFINISHED,
    ENDED,
    /// Forgotten, or a load of another installation.
    NOT_HERE
  }

  /// @param id of the table in its extract
  Load load(UUID id);
}
