package dev.plimsoll.planner.build;

/// Who has to know when a build has moved: its plan does.
public interface BuildObserver {
  /// In the transaction that moved it.
  void moved(BuildEntity build);
}
