package dev.plimsoll.offsetlog.assignment;

import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;

/// How far one producer has come in one partition, and what that means for its next batch. Pure:
/// it is filled under the lane's lock, and what moved is written back.
///
/// In each epoch sequences start at 0 and grow by 1. The highest epoch in which a batch was
/// accepted is the current one; it fences the lower ones.
///
/// A gap is refused, not held back: a producer sends a batch of a partition after the one before
/// it was acknowledged, so a missing one was never sent, or was itself refused. Holding the later
/// ones would hide that, without bound.
final class ProducerLedger {
  private final NavigableMap<Integer, ProducerEpoch> epochs = new TreeMap<>();

  /// Adds an epoch, unless it is known already.
  void add(ProducerEpoch epoch) {
    epochs.putIfAbsent(epoch.number(), epoch);
  }

  boolean knows(int epoch) {
    return epochs.containsKey(epoch);
  }

  /// Judges a batch, and moves forward when it accepts it.
  ///
  /// @param offset that it gets then
  Admission admit(int epoch, long sequence, long offset) {
    ProducerEpoch own = epochs.get(epoch);
    long expected = own == null ? 0 : own.nextSequence();
    if (own != null && sequence < expected) {
      return new Admission.Duplicate(own.recent().base(expected - 1 - sequence));
    }
    if (!epochs.isEmpty() && epoch < epochs.lastKey()) {
      return new Admission.Fenced(epoch, epochs.lastKey());
    }
    if (sequence > expected) {
      return new Admission.OutOfSequence(sequence, expected);
    }
    if (own == null) {
      own = ProducerEpoch.first(epoch);
      epochs.put(epoch, own);
    }
    own.advance(offset);
    return new Admission.Placed(offset);
  }

  /// The highest; there is one as soon as a batch was accepted.
  ProducerEpoch current() {
    return epochs.lastEntry().getValue();
  }

  /// All but the highest.
  Collection<ProducerEpoch> former() {
    return epochs.headMap(epochs.lastKey(), false).values();
  }
}
