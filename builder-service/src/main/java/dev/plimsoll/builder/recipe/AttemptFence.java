package dev.plimsoll.builder.recipe;

import dev.plimsoll.contracts.build.BuildCommand;

/// Decides which delivery of an attempt may run its CREATE INDEX: one, once. The planner's ledger
/// has charged that one alone; what is begun again needs another attempt, which is charged again.
public interface AttemptFence {
  /// Asked under the table's claim, right before the statement. Waits for as long as nobody can
  /// tell.
  ///
  /// @return false when this attempt, or a later one of the build, has begun before
  /// @throws StopSignal.StoppedException when the process is ending
  boolean begin(BuildCommand build);

  /// Whether this attempt, or a later one, is known to have begun, by whatever delivery.
  boolean hasBegun(BuildCommand build);
}
