package dev.plimsoll.offsetlog.assignment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The progress of one producer in one partition, and the judgement of its next batch. Pure:
/// filled under the shard's lock, and written back.
///
/// In each epoch sequences start at 0 and grow by 1. The highest epoch with an accepted batch is
/// current and fences the lower ones.
///
/// A gap is refused, not held back. A producer sends a batch after the one before it was
/// acknowledged, so a missing one was never sent or was refused. Holding later ones would hide
/// that, without bound.
final class ProducerLedger {
  private @Nullable ProducerEpoch current;

  /// Known lower epochs.
  private List<ProducerEpoch> former = List.of();

  /// Adds an epoch unless it is known.
  void add(ProducerEpoch epoch) {
    if (knows(epoch.number())) {
      return;
    }
    if (current == null || current.number() < epoch.number()) {
      begin(epoch);
    } else {
      addFormer(epoch);
    }
  }

  private void begin(ProducerEpoch epoch) {
    if (current != null) {
      addFormer(current);
    }
    current = epoch;
  }

  private void addFormer(ProducerEpoch epoch) {
    if (former.isEmpty()) {
      former = new ArrayList<>(1);
    }
    former.add(epoch);
  }

  boolean knows(int epoch) {
    return find(epoch) != null;
  }

  private @Nullable ProducerEpoch find(int epoch) {
    if (current != null && current.number() == epoch) {
      return current;
    }
    for (ProducerEpoch one : former) {
      if (one.number() == epoch) {
        return one;
      }
    }
    return null;
  }

  /// Judges a batch without a change.
  ///
  /// @param offset for the batch if accepted
  Admission judge(int epoch, long sequence, long offset) {
    ProducerEpoch own = find(epoch);
    long expected = own == null ? 0 : own.nextSequence();
    if (own != null && sequence < expected) {
      return new Admission.Duplicate(own.recent().base(expected - 1 - sequence));
    }
    if (current != null && epoch < current.number()) {
      return new Admission.Fenced(epoch, current.number());
    }
    if (sequence > expected) {
      return new Admission.OutOfSequence(sequence, expected);
    }
    return new Admission.Placed(offset);
  }

  /// The base offset of a sequence, if remembered.
  OptionalLong placedAt(int epoch, long sequence) {
    ProducerEpoch own = find(epoch);
    return own == null || sequence >= own.nextSequence()
        ? OptionalLong.empty()
        : own.recent().base(own.nextSequence() - 1 - sequence);
  }

  /// Judges a batch, and advances if it is accepted.
  ///
  /// @param offset for the batch if accepted
  Admission admit(int epoch, long sequence, long offset) {
    Admission admission = judge(epoch, sequence, offset);
    if (admission instanceof Admission.Placed) {
      ProducerEpoch own = find(epoch);
      if (own == null) {
        own = ProducerEpoch.first(epoch);
        begin(own);
      }
      own.advance(offset);
    }
    return admission;
  }

  /// The highest epoch; present after an accepted batch.
  ProducerEpoch current() {
    return Objects.requireNonNull(current, "no batch was accepted");
  }

  /// The lower known epochs.
  List<ProducerEpoch> former() {
    return former;
  }

  void forgetFormer() {
    former = List.of();
  }
}
