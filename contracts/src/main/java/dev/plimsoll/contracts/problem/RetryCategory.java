package dev.plimsoll.contracts.problem;

/// The retry of an error: only its code decides whether. Each caller decides how often, and after
/// which pause.
public enum RetryCategory {
  /// It may pass by itself: a broken connection, a lock, a deadlock.
  TRANSIENT("yes"),
  /// It may pass when memory or disk is free again. Builds are tried again, since sorts of other
  /// builds may have filled it; a row waits until a person makes room.
  NEEDS_ROOM("builds only"),
  /// A person has to act first.
  LASTING("no");

  private final String text;

  RetryCategory(String text) {
    this.text = text;
  }

  /// A word or two for the reference.
  public String text() {
    return text;
  }
}
