package dev.plimsoll.sync.recovery;

/// Points at which a test may make a side effect fail. In service they do nothing.
public interface FaultPoints {
  enum Moment {
    BEFORE,
    AFTER
  }

  FaultPoints NONE = (effect, moment) -> {};

  /// Throws to simulate a failure: at BEFORE nothing has happened yet, at AFTER it has and the
  /// answer is lost.
  void reached(SideEffect effect, Moment moment);
}
