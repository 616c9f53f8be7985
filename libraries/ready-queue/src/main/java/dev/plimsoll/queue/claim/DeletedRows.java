package dev.plimsoll.queue.claim;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Up to which row of each class this process knows that rows of the queue are deleted.
///
/// A row of a transaction that committed late may stand below. So each second one claim looks from
/// where the bounds were two looks before, and every ten seconds from the very beginning, while
/// the others keep the bounds: as long as somebody holds a snapshot deleted rows stay, and were all
/// claims to walk over them whenever the bounds are in doubt, that is all that they would do. A
/// row that comes to light by a look lowers the bound of its class. Thread-safe.
final class DeletedRows {
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long FULL_LOOK_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long KEPT_NANOS = Duration.ofMinutes(10).toNanos();

  private final Map<Integer, Bound> bounds = new HashMap<>();

  /// The last row that was given out when the latest look began: rows up to it that a later look
  /// does not find are deleted, or of a transaction that is a second late.
  private long given;

  private long looked;
  private long lookedAtAll;

  /// Last deleted row of a class, and what it was before the last look and before the one before.
  private static final class Bound {
    private long row;
    private long before;
    private long beforeThat;
    private long used;

    void look(long seen) {
      if (seen < row) {
        before = seen;
        beforeThat = seen;
      } else {
        beforeThat = before;
        before = row;
      }
      row = seen;
    }
  }

  /// Classes with the last deleted row of each, in equal order.
  ///
  /// @param look whether the claim is to say of which classes it found none
  record Known(int[] classes, long[] rows, boolean look) {}

  /// What a claim for [Known] has seen.
  ///
  /// @param last the last row that it took, by class
  /// @param empty classes that it found no row of, where it looked
  /// @param given as of the class, where it looked
  record Seen(Map<Integer, Long> last, Collection<Integer> empty, long given) {}

  /// @param now of [System#nanoTime()], here and below
  DeletedRows(long now) {
    looked = now;
    lookedAtAll = now;
  }

  /// What the next claim may pass over.
  synchronized Known known(long now) {
    boolean look = now - looked > LOOK_NANOS;
    boolean all = look && now - lookedAtAll > FULL_LOOK_NANOS;
    if (look) {
      looked = now;
    }
    if (all) {
      lookedAtAll = now;
      bounds.values().removeIf(bound -> now - bound.used > KEPT_NANOS);
      return new Known(new int[0], new long[0], true);
    }
    int[] classes = new int[bounds.size()];
    long[] rows = new long[bounds.size()];
    int at = 0;
    for (Map.Entry<Integer, Bound> one : bounds.entrySet()) {
      classes[at] = one.getKey();
      rows[at] = look ? one.getValue().beforeThat : one.getValue().row;
      at++;
    }
    return new Known(classes, rows, look);
  }

  synchronized void learn(Known known, Seen seen, long now) {
    for (Map.Entry<Integer, Long> one : seen.last().entrySet()) {
      Bound bound = used(one.getKey(), now);
      if (known.look()) {
        bound.look(one.getValue());
      } else {
        bound.row = Math.max(bound.row, one.getValue());
      }
    }
    if (known.look()) {
      for (int empty : seen.empty()) {
        Bound bound = used(empty, now);
        bound.look(Math.max(bound.row, given));
      }
      given = seen.given();
    }
  }

  private Bound used(int classId, long now) {
    Bound bound = bounds.computeIfAbsent(classId, _ -> new Bound());
    bound.used = now;
    return bound;
  }
}
