package dev.plimsoll.builder.recipe;

import dev.plimsoll.contracts.build.BuildCommand;

/// Fence of attempts: one delivery of an attempt runs its CREATE INDEX, once, since the ledger has
/// charged only that. Beginning again takes another attempt with a charge of its own.
public interface AttemptFence {
  /// Called under the table's claim, right before the statement. Waits as long as the answer is
  /// unknown.
  ///
  /// @return false when this attempt, or a later one of the build, has begun before
  /// @throws StopSignal.StoppedException when the process is ending
  boolean begin(BuildCommand build);

  /// Whether any delivery is known to have begun this attempt or a later one.
  boolean hasBegun(BuildCommand build);
}
