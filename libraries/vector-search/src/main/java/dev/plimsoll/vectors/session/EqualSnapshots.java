package dev.plimsoll.vectors.session;

/// Whether sessions of a database that begin at once are likely to see the same: they do where
/// nobody writes. After a difference some searches do not try; twice as many after the next one, up
/// to [#MOST]. Thread-safe.
final class EqualSnapshots {
  private static final int MOST = 256;

  private int pause;
  private int left;

  /// Asked once for each search.
  synchronized boolean areLikely() {
    if (left == 0) {
      return true;
    }
    left--;
    return false;
  }

  /// What came of a try.
  synchronized void were(boolean equal) {
    pause = equal ? 0 : Math.clamp(2L * pause, 1, MOST);
    left = pause;
  }
}
