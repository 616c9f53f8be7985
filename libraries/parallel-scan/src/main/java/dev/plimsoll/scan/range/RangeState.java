package dev.plimsoll.scan.range;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// State of a range. Its methods are the legal transitions; each returns the next state.
///
/// ```
/// Waiting --claim--> Held --keep to the end--> Ended
///    ^                | \--keep, reach--> Held
///    +----release-----+  \--cut--> Held, and Held by the thief
/// ```
public sealed interface RangeState<K> {
  /// No worker reads it; the rest begins after what was kept.
  record Waiting<K>(ScanRange<K> rest) implements RangeState<K> {
    public Held<K> claim(RangeClaim claim) {
      return new Held<>(rest, rest.from(), claim, true);
    }
  }

  /// A worker reads it.
  ///
  /// @param rest begins at the first key that was not kept
  /// @param frontier end of the holder's present read, before which no cut lies; the beginning of
  ///     the rest where unknown
  /// @param cuttable false once its space found no cut
  record Held<K>(ScanRange<K> rest, @Nullable K frontier, RangeClaim claim, boolean cuttable)
      implements RangeState<K> {
    /// The part in which a thief may cut.
    public ScanRange<K> stealable() {
      return rest.startingAt(frontier);
    }

    /// Moves the frontier to the end of the holder's next read, if that lies beyond it. Of a range
    /// that is read to its end nothing is left to steal.
    public Held<K> reach(K upTo, Comparator<? super K> order) {
      @Nullable K to = rest.to();
      K end = to != null && order.compare(upTo, to) > 0 ? to : upTo;
      boolean further = frontier == null || order.compare(end, frontier) > 0;
      return further ? new Held<>(rest, end, claim, cuttable) : this;
    }

    /// Keeps all keys before this one.
    ///
    /// @param upTo within the rest; null for the end of all keys; see {@link #covers}
    /// @throws IllegalArgumentException for a key outside of the rest
    public RangeState<K> keep(@Nullable K upTo, Comparator<? super K> order) {
      boolean forward = upTo == null || rest.from() == null || order.compare(upTo, rest.from()) > 0;
      if (!forward || !covers(upTo, order)) {
        throw new IllegalArgumentException(upTo + " is not within " + rest);
      }
      boolean whole = upTo == null || (rest.to() != null && order.compare(upTo, rest.to()) == 0);
      return whole ? new Ended<>() : new Held<>(rest.startingAt(upTo), upTo, claim, cuttable);
    }

    /// Whether the range still contains everything before this end, despite cuts.
    public boolean covers(@Nullable K end, Comparator<? super K> order) {
      return rest.to() == null || (end != null && order.compare(end, rest.to()) <= 0);
    }

    /// Whether a cut is possible here: after the beginning, not before the frontier, before the
    /// end.
    public boolean canBeCutAt(K at, Comparator<? super K> order) {
      boolean behindBeginning = rest.from() == null || order.compare(at, rest.from()) > 0;
      boolean behindFrontier = frontier == null || order.compare(at, frontier) >= 0;
      return behindBeginning && behindFrontier && isWithin(at, order);
    }

    private boolean isWithin(K key, Comparator<? super K> order) {
      return rest.to() == null || order.compare(key, rest.to()) < 0;
    }

    /// The holder's part after a cut.
    public Held<K> before(K at) {
      return new Held<>(rest.endingAt(at), frontier, claim, cuttable);
    }

    /// The thief's part after a cut.
    public Held<K> from(K at, RangeClaim thief) {
      return new Waiting<>(rest.startingAt(at)).claim(thief);
    }

    public Held<K> whole() {
      return new Held<>(rest, frontier, claim, false);
    }

    /// Gives the rest, which will be read again, to another worker.
    public Waiting<K> release() {
      return new Waiting<>(rest);
    }
  }

  /// All of it is kept.
  record Ended<K>() implements RangeState<K> {}

  /// Claim of a worker on a range.
  ///
  /// @param worker its name, for people
  /// @param epoch fencing token, growing from claim to claim of a board
  record RangeClaim(String worker, long epoch) {}
}
