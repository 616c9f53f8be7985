package dev.plimsoll.planner.build;

/// Observer of builds, for the progress of their plan.
public interface BuildObserver {
  /// Called in the transaction that changed the build.
  void moved(BuildEntity build);
}
