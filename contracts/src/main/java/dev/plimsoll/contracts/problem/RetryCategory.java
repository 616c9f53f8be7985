package dev.plimsoll.contracts.problem;

/// What an error's code says of trying again. Whoever meets a failure asks its code, and decides
/// nothing on its own; how often and how long to pause is up to the one who tries.
public enum RetryCategory {
  /// It may pass without anybody doing anything: a broken connection, a lock, a deadlock. The same
  /// act is tried again.
  TRANSIENT("yes"),
  /// It may pass when others have given memory or disk back. A build is tried again, since other
  /// builds' sorts may have filled it; a row's way ends here until somebody makes room.
  NEEDS_ROOM("builds only"),
  /// Somebody has to act first.
  LASTING("no");

  private final String text;

  RetryCategory(String text) {
    this.text = text;
  }

  /// Whether it is tried again, in a word or two for the reference.
  public String text() {
    return text;
  }
}
