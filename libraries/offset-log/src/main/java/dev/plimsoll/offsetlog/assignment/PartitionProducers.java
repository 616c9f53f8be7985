package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.Varints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The producers of a partition. The last writers are in the partition's own row, in their
/// current epoch, since they most likely write next. All others, and former epochs, have rows in
/// a table; the partition's row is newer.
final class PartitionProducers {
  /// Producers in the row, which each run writes anew.
  static final int MOST_IN_ROW = 16;

  /// An epoch that needs a row of its own in the table.
  record Retired(int producerRef, ProducerEpoch epoch) {}

  private final Map<Integer, Producer> recent = new HashMap<>();

  /// Read from the table, and not written since.
  private final Map<Integer, Producer> others = new HashMap<>(0);
  private final List<Retired> retired = new ArrayList<>(0);

  /// Whether the table has none of this partition.
  private boolean all;
  private long writes;
  private int settled;

  /// For a new partition.
  PartitionProducers() {
    all = true;
  }

  /// @param packed as [#pack] returns it; may be empty
  PartitionProducers(byte[] packed) {
    Varints.Reader from = new Varints.Reader(packed, 0);
    while (from.hasMore()) {
      Producer producer = new Producer(Math.toIntExact(from.unsigned()));
      producer.add(ProducerEpoch.read(from));
      producer.wrote = ++writes;
      recent.put(producer.ref, producer);
    }
  }

  private @Nullable Producer find(int producerRef) {
    Producer producer = recent.get(producerRef);
    return producer == null ? others.get(producerRef) : producer;
  }

  /// Whether an epoch can be judged without the table.
  boolean knows(int producerRef, int epoch) {
    if (all) {
      return true;
    }
    Producer producer = recent.get(producerRef);
    return producer != null && producer.knows(epoch);
  }

  /// Adds an epoch from the table.
  void add(int producerRef, ProducerEpoch epoch) {
    Producer producer = recent.get(producerRef);
    (producer == null ? other(producerRef) : producer).add(epoch);
  }

  private Producer other(int producerRef) {
    return others.computeIfAbsent(producerRef, Producer::new);
  }

  Admission judge(int producerRef, int epoch, long sequence, long offset) {
    Producer producer = find(producerRef);
    return (producer == null ? new Producer(producerRef) : producer).judge(epoch, sequence, offset);
  }

  OptionalLong placedAt(int producerRef, int epoch, long sequence) {
    Producer producer = find(producerRef);
    return producer == null ? OptionalLong.empty() : producer.placedAt(epoch, sequence);
  }

  Admission admit(int producerRef, int epoch, long sequence, long offset) {
    Producer writer = recent.get(producerRef);
    Producer producer = writer == null ? other(producerRef) : writer;
    Admission admission = producer.admit(epoch, sequence, offset);
    if (admission instanceof Admission.Placed) {
      if (writer == null) {
        others.remove(producerRef);
        recent.put(producerRef, producer);
      }
      producer.wrote = ++writes;
    }
    return admission;
  }

  /// Packs the last writers for the row. [#retired] then has the others that the table needs.
  byte[] pack() {
    retired.clear();
    Varints.Writer to = new Varints.Writer(12 * MOST_IN_ROW);
    List<Producer> inOrder = new ArrayList<>(recent.values());
    inOrder.sort(Comparator.comparingLong(producer -> producer.wrote));
    int tooMany = inOrder.size() - MOST_IN_ROW;
    for (Producer producer : inOrder) {
      producer.former.forEach(former -> retire(producer.ref, former));
      producer.former = List.of();
      ProducerEpoch current = producer.current();
      if (tooMany-- > 0) {
        retire(producer.ref, current);
        recent.remove(producer.ref);
      } else {
        to.unsigned(producer.ref);
        current.write(to);
      }
    }
    return to.bytes();
  }

  private void retire(int producerRef, ProducerEpoch epoch) {
    all = false;
    if (!epoch.inTable()) {
      retired.add(new Retired(producerRef, epoch));
    }
  }

  List<Retired> retired() {
    return retired;
  }

  /// Keeps only what the row has, for the next transaction.
  ///
  /// @return how many more producers than at the last call
  int settle() {
    others.clear();
    int more = recent.size() - settled;
    settled = recent.size();
    return more;
  }

  /// The progress of one producer in the partition, and the judgement of its next batch. Pure:
  /// filled under the shard's lock, and written back.
  ///
  /// In each epoch sequences start at 0 and grow by 1. The highest epoch with an accepted batch is
  /// current and fences the lower ones.
  ///
  /// A gap is refused, not held back. A producer sends a batch after the one before it was
  /// acknowledged, so a missing one was never sent or was refused. Holding later ones would hide
  /// that, without bound.
  static final class Producer {
    private final int ref;

    /// Order of writing; a higher number is later.
    private long wrote;
    private @Nullable ProducerEpoch current;

    /// Known lower epochs.
    private List<ProducerEpoch> former = List.of();

    Producer(int ref) {
      this.ref = ref;
    }

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

    private boolean knows(int epoch) {
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
    private Admission judge(int epoch, long sequence, long offset) {
      ProducerEpoch own = find(epoch);
      long expected = own == null ? 0 : own.nextSequence();
      if (own != null && sequence < expected) {
        return new Admission.Duplicate(own.baseOffset(sequence));
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
    private OptionalLong placedAt(int epoch, long sequence) {
      ProducerEpoch own = find(epoch);
      return own == null ? OptionalLong.empty() : own.baseOffset(sequence);
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
  }
}
