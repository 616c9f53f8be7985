package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;

/// Listener that learns costs from successful builds.
public interface CalibrationListener {
  /// Called in the transaction that ends the build.
  void learn(BuildEntity build, BuildEvent.Succeeded event);
}
