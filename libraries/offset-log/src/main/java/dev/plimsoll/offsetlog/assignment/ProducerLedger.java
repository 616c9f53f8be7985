package dev.plimsoll.offsetlog.assignment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// How far one producer has come in one partition, and what that means for its next batch. Pure:
/// it is filled from the `producer` table under the partition's lock, and what moved is written
/// back.
///
/// In each epoch sequences start at 0 and grow by 1. The highest epoch in which a batch was
/// accepted is the current one; it fences the lower ones.
///
/// A gap is refused, not held back: a producer sends a batch of a partition after the one before
/// it
/// was acknowledged, so a missing one was never sent, or was itself refused. Holding the later
/// ones
/// would hide that, without bound.
final class ProducerLedger {
  /// An epoch of the producer in which it has batches.
  static final class Epoch {
    private final int number;
    private final boolean stored;
    private final RecentOffsets recent;
    private long nextSequence;
    private boolean moved;

    private Epoch(int number, boolean stored, long nextSequence, RecentOffsets recent) {
      this.number = number;
      this.stored = stored;
      this.nextSequence = nextSequence;
      this.recent = recent;
    }

    int number() {
      return number;
    }

    /// Whether it has a row.
    boolean stored() {
      return stored;
    }

    long nextSequence() {
      return nextSequence;
    }

    byte[] recent() {
      return recent.packed();
    }
  }

  private final NavigableMap<Integer, Epoch> epochs = new TreeMap<>();

  /// Adds an epoch as it is stored.
  void add(int epoch, long nextSequence, byte[] recent) {
    epochs.put(epoch, new Epoch(epoch, true, nextSequence, new RecentOffsets(recent)));
  }

  /// Judges a batch, and moves forward when it accepts it.
  ///
  /// @param offset that it gets then
  Admission admit(int epoch, long sequence, long offset) {
    Epoch own = epochs.get(epoch);
    long expected = own == null ? 0 : own.nextSequence;
    if (own != null && sequence < expected) {
      return new Admission.Duplicate(own.recent.base(expected - 1 - sequence));
    }
    Map.Entry<Integer, Epoch> current = epochs.lastEntry();
    if (current != null && epoch < current.getKey()) {
      return new Admission.Fenced(epoch, current.getKey());
    }
    if (sequence > expected) {
      return new Admission.OutOfSequence(sequence, expected);
    }
    if (own == null) {
      own = new Epoch(epoch, false, 0, new RecentOffsets(new byte[0]));
      epochs.put(epoch, own);
    }
    own.nextSequence = expected + 1;
    own.recent.add(offset);
    own.moved = true;
    return new Admission.Placed(offset);
  }

  /// The epochs that got batches since they were read.
  List<Epoch> moved() {
    List<Epoch> moved = new ArrayList<>(1);
    for (Epoch epoch : epochs.values()) {
      if (epoch.moved) {
        moved.add(epoch);
      }
    }
    return moved;
  }
}
