package dev.plimsoll.queue.claim;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Up to which row of each class this process knows that rows of the queue are deleted.
///
/// A row of a transaction that committed late may stand below: so everything is forgotten after a
/// second, and whenever a claim came back with less than it asked for. Thread-safe.
final class DeletedRows {
  private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();

  private final Map<Integer, Long> last = new HashMap<>();
  private long since;

  /// Classes with the last deleted row of each, in equal order.
  record Known(int[] classes, long[] rows) {}

  DeletedRows(long now) {
    since = now;
  }

  /// @param now of [System#nanoTime()]
  synchronized Known known(long now) {
    if (now - since > KEPT_NANOS) {
      last.clear();
      since = now;
    }
    int[] classes = new int[last.size()];
    long[] rows = new long[last.size()];
    int at = 0;
    for (Map.Entry<Integer, Long> one : last.entrySet()) {
      classes[at] = one.getKey();
      rows[at] = one.getValue();
      at++;
    }
    return new Known(classes, rows);
  }

  synchronized void deleted(int classId, long row) {
    last.merge(classId, row, Math::max);
  }

  synchronized void forget() {
    last.clear();
  }
}
