package dev.plimsoll.offsetlog.assignment;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  /// In ascending order: one, mostly.
  private final List<ProducerEpoch> epochs = new ArrayList<>(1);

  /// Adds an epoch, unless it is known already.
  void add(ProducerEpoch epoch) {
    int place = epochs.size();
    while (place > 0 && epochs.get(place - 1).number() > epoch.number()) {
      place--;
    }
    if (place == 0 || epochs.get(place - 1).number() < epoch.number()) {
      epochs.add(place, epoch);
    }
  }

  boolean knows(int epoch) {
    return find(epoch) != null;
  }

  private @Nullable ProducerEpoch find(int epoch) {
    for (int i = epochs.size() - 1; i >= 0; i--) {
      if (epochs.get(i).number() == epoch) {
        return epochs.get(i);
      }
    }
    return null;
  }

  /// Judges a batch, and moves forward when it accepts it.
  ///
  /// @param offset that it gets then
  Admission admit(int epoch, long sequence, long offset) {
    ProducerEpoch own = find(epoch);
    long expected = own == null ? 0 : own.nextSequence();
    if (own != null && sequence < expected) {
      return new Admission.Duplicate(own.recent().base(expected - 1 - sequence));
    }
    if (!epochs.isEmpty() && epoch < current().number()) {
      return new Admission.Fenced(epoch, current().number());
    }
    if (sequence > expected) {
      return new Admission.OutOfSequence(sequence, expected);
    }
    if (own == null) {
      own = ProducerEpoch.first(epoch);
      epochs.add(own);
    }
    own.advance(offset);
    return new Admission.Placed(offset);
  }

  /// The highest; there is one as soon as a batch was accepted.
  ProducerEpoch current() {
    return epochs.getLast();
  }

  /// All but the highest.
  List<ProducerEpoch> former() {
    return epochs.subList(0, epochs.size() - 1);
  }
}
