package dev.plimsoll.queue.claim;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Up to which row of each class this process knows that rows of the queue are deleted.
///
/// A row of a transaction that committed late may stand below. So each second, and soon after a
/// claim that found nothing, one claim looks from where the bounds were some seconds before, and
/// every ten seconds from the very beginning, while the others keep the bounds: as long as somebody
/// holds a snapshot deleted rows stay, and were all claims to walk over them whenever the bounds
/// are in doubt, that is all that they would do. A row that comes to light by a look lowers the
/// bound of its class. Thread-safe.
final class DeletedRows {
  private static final long STEP_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long FULL_LOOK_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long KEPT_NANOS = Duration.ofMinutes(10).toNanos();

  /// Without jobs looks follow each other, but take one claimant no more than a tenth of its time.
  private static final int PAUSE_OF_LOOKS = 10;

  private final Map<Integer, Bound> bounds = new HashMap<>();
  private long looked;
  private long lookedAtAll;

  /// How long the latest look took.
  private long lookNanos;

  private boolean nothingFound;

  /// The last row that was given out when a look began, a second ago at least: rows up to it that
  /// a later look does not find are deleted, or of a transaction that is late.
  private long given;

  /// The same of the latest look.
  private long givenLately;

  private long givenAt;

  /// Last deleted row of a class, and what it was some seconds before.
  private static final class Bound {
    private long row;
    private long before;
    private long beforeThat;
    private long stepped;
    private long used;

    void look(long seen, long now) {
      if (seen < row) {
        before = Math.min(before, seen);
        beforeThat = Math.min(beforeThat, seen);
      } else if (now - stepped > STEP_NANOS) {
        beforeThat = before;
        before = row;
        stepped = now;
      }
      row = seen;
    }
  }

  /// Classes with the last deleted row of each, in equal order.
  ///
  /// @param look whether the claim is to say of which classes it found none
  /// @param at of [System#nanoTime()]
  record Known(int[] classes, long[] rows, boolean look, long at) {}

  /// What a claim for [Known] has seen.
  ///
  /// @param last the last row that it took, by class
  /// @param empty classes that it found no row of, where it looked
  /// @param given the last row that was given out before, where it found such classes
  record Seen(Map<Integer, Long> last, Collection<Integer> empty, long given) {}

  /// @param now of [System#nanoTime()], here and below
  DeletedRows(long now) {
    looked = now;
    lookedAtAll = now;
    givenAt = now;
  }

  /// What the next claim may pass over.
  synchronized Known known(long now) {
    long pause = nothingFound ? Math.min(STEP_NANOS, PAUSE_OF_LOOKS * lookNanos) : STEP_NANOS;
    boolean look = now - looked > pause;
    if (look) {
      looked = now;
    }
    if (look && now - lookedAtAll > FULL_LOOK_NANOS) {
      lookedAtAll = now;
      bounds.values().removeIf(bound -> now - bound.used > KEPT_NANOS);
      return new Known(new int[0], new long[0], true, now);
    }
    int[] classes = new int[bounds.size()];
    long[] rows = new long[bounds.size()];
    int at = 0;
    for (Map.Entry<Integer, Bound> one : bounds.entrySet()) {
      classes[at] = one.getKey();
      rows[at] = look ? one.getValue().beforeThat : one.getValue().row;
      at++;
    }
    return new Known(classes, rows, look, now);
  }

  synchronized void learn(Known known, Seen seen, long now) {
    nothingFound = seen.last().isEmpty();
    for (Map.Entry<Integer, Long> one : seen.last().entrySet()) {
      Bound bound = used(one.getKey(), now);
      if (known.look()) {
        bound.look(one.getValue(), now);
      } else {
        bound.row = Math.max(bound.row, one.getValue());
      }
    }
    if (known.look()) {
      lookNanos = now - known.at();
      for (int empty : seen.empty()) {
        Bound bound = used(empty, now);
        bound.look(Math.max(bound.row, given), now);
      }
      if (now - givenAt > STEP_NANOS) {
        given = givenLately;
        givenLately = seen.given();
        givenAt = now;
      }
    }
  }

  private Bound used(int classId, long now) {
    Bound bound = bounds.computeIfAbsent(classId, _ -> new Bound());
    bound.used = now;
    return bound;
  }
}
