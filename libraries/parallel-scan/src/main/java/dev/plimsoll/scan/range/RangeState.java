package dev.plimsoll.scan.range;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A range's life. Its methods are the legal moves; each gives the next state and changes nothing.
///
/// ```
/// Waiting --claim--> Held --keep to the end--> Ended
///    ^                | \--keep, reach--> Held
///    +----release-----+  \--cut--> Held, and Held by the thief
/// ```
public sealed interface RangeState<K> {
  /// Nobody reads it; what has been kept of it is behind its beginning.
  record Waiting<K>(ScanRange<K> rest) implements RangeState<K> {
    public Held<K> claim(RangeClaim claim) {
      return new Held<>(rest, rest.from(), claim, true);
    }
  }

  /// A worker reads it.
  ///
  /// @param rest begins where the next key is to be read that has not been kept
  /// @param frontier the holder reads up to here at this moment; no cut lies before it. The
  ///     beginning of the rest where the holder has not said
  /// @param cuttable false once its space has said that it cannot be cut
  record Held<K>(ScanRange<K> rest, @Nullable K frontier, RangeClaim claim, boolean cuttable)
      implements RangeState<K> {
    /// What a thief might take a part of.
    public ScanRange<K> stealable() {
      return rest.startingAt(frontier);
    }

    /// The holder is about to read up to a key: what lies before it is not for thieves.
    ///
    /// @param upTo beyond the frontier, within the range; otherwise nothing changes
    public Held<K> reach(K upTo, Comparator<? super K> order) {
      boolean further = frontier == null || order.compare(upTo, frontier) > 0;
      return further && isWithin(upTo, order) ? new Held<>(rest, upTo, claim, cuttable) : this;
    }

    /// All keys before this one have been read and are kept.
    ///
    /// @param upTo behind the rest's beginning; null for the end of all keys; see {@link #covers}
    /// @throws IllegalArgumentException for a key that is not in the rest
    public RangeState<K> keep(@Nullable K upTo, Comparator<? super K> order) {
      boolean forward = upTo == null || rest.from() == null || order.compare(upTo, rest.from()) > 0;
      if (!forward || !covers(upTo, order)) {
        throw new IllegalArgumentException(upTo + " is not within " + rest);
      }
      boolean whole = upTo == null || (rest.to() != null && order.compare(upTo, rest.to()) == 0);
      return whole ? new Ended<>() : new Held<>(rest.startingAt(upTo), upTo, claim, cuttable);
    }

    /// Whether the range still reaches as far as this end. A cut may have moved its own.
    public boolean covers(@Nullable K end, Comparator<? super K> order) {
      return rest.to() == null || (end != null && order.compare(end, rest.to()) <= 0);
    }

    /// Whether it may be parted here: behind its beginning, not before the frontier, before its
    /// end.
    public boolean canBeCutAt(K at, Comparator<? super K> order) {
      boolean behindBeginning = rest.from() == null || order.compare(at, rest.from()) > 0;
      boolean behindFrontier = frontier == null || order.compare(at, frontier) >= 0;
      return behindBeginning && behindFrontier && isWithin(at, order);
    }

    private boolean isWithin(K key, Comparator<? super K> order) {
      return rest.to() == null || order.compare(key, rest.to()) < 0;
    }

    /// What stays with its holder.
    public Held<K> before(K at) {
      return new Held<>(rest.endingAt(at), frontier, claim, cuttable);
    }

    /// What a thief gets.
    public Held<K> from(K at, RangeClaim thief) {
      return new Waiting<>(rest.startingAt(at)).claim(thief);
    }

    /// Its space says that it cannot be cut.
    public Held<K> whole() {
      return new Held<>(rest, frontier, claim, false);
    }

    /// Its holder gives it up, or is held for dead: what it has not kept is to be read again.
    public Waiting<K> release() {
      return new Waiting<>(rest);
    }
  }

  /// All of it is kept.
  record Ended<K>() implements RangeState<K> {}

  /// The claim of a worker on a range.
  ///
  /// @param worker its name, for people
  /// @param epoch a fencing token: no two claims of a board have the same, later ones have greater
  record RangeClaim(String worker, long epoch) {}
}
