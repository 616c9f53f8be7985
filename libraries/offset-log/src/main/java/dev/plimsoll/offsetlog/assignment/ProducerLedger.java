package dev.plimsoll.offsetlog.assignment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The ledger of one producer in one partition, and what it means for its next batch. Pure: it is
/// filled under the shard's lock, and what moved is written back.
///
/// In each epoch sequences start at 0 and grow by 1. The highest epoch in which a batch was
/// accepted is the current one; it fences the lower ones.
///
/// A gap is refused, not held back: a producer sends a batch of a partition after the one before
/// it was acknowledged, so a missing one was never sent, or was itself refused. Holding the later
/// ones would hide that, without bound.
final class ProducerLedger {
  private @Nullable ProducerEpoch current;

  /// Lower epochs that are known.
  private List<ProducerEpoch> former = List.of();

  /// Adds an epoch, unless it is known already.
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

  /// Judges a batch; nothing moves by it.
  ///
  /// @param offset that it gets where it is accepted
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

  /// Where the batch of a sequence lies, as far as that is remembered.
  OptionalLong placedAt(int epoch, long sequence) {
    ProducerEpoch own = find(epoch);
    return own == null || sequence >= own.nextSequence()
        ? OptionalLong.empty()
        : own.recent().base(own.nextSequence() - 1 - sequence);
  }

  /// Judges a batch, and moves forward when it accepts it.
  ///
  /// @param offset that it gets then
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

  /// The highest; there is one as soon as a batch was accepted.
  ProducerEpoch current() {
    return Objects.requireNonNull(current, "no batch was accepted");
  }

  /// All that are known but the highest.
  List<ProducerEpoch> former() {
    return former;
  }

  void forgetFormer() {
    former = List.of();
  }
}
