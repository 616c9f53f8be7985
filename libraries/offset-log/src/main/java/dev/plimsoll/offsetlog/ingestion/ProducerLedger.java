package dev.plimsoll.offsetlog.ingestion;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// How far one producer has come in one partition, and what that means for its next batch. Pure:
/// it is filled from the `producer` table under a lock, and what moved is written back.
///
/// In each epoch sequences start at 0 and grow by 1. The highest epoch in which a batch was
/// accepted is the current one; it fences the lower ones.
///
/// A gap is refused, not held back: Kafka keeps the order of a key, so a missing batch was never
/// sent, or was itself refused. Holding the later ones would hide that, without bound.
final class ProducerLedger {
  private final NavigableMap<Integer, Long> nextSequences;

  /// @param nextSequences by epoch; an epoch with 0 has not begun
  ProducerLedger(Map<Integer, Long> nextSequences) {
    this.nextSequences = new TreeMap<>(nextSequences);
  }

  /// Judges a batch, and moves forward when it accepts it.
  Admission admit(int epoch, long sequence) {
    long expected = nextSequence(epoch);
    if (sequence < expected) {
      return new Admission.Duplicate();
    }
    int current = currentEpoch();
    if (epoch < current) {
      return new Admission.Fenced(epoch, current);
    }
    if (sequence > expected) {
      return new Admission.OutOfSequence(sequence, expected);
    }
    nextSequences.put(epoch, expected + 1);
    return new Admission.Accepted();
  }

  /// The sequence that the next batch of an epoch must have.
  long nextSequence(int epoch) {
    return Objects.requireNonNullElse(nextSequences.get(epoch), 0L);
  }

  private int currentEpoch() {
    for (Map.Entry<Integer, Long> entry : nextSequences.descendingMap().entrySet()) {
      if (entry.getValue() > 0) {
        return entry.getKey();
      }
    }
    return 0;
  }
}
