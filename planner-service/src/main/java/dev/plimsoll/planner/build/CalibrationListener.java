package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;

/// Who learns from builds that have ended well.
public interface CalibrationListener {
  /// In the transaction that ends it.
  void learn(BuildEntity build, BuildEvent.Succeeded event);
}
