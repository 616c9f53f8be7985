package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.NumberReader;
import dev.plimsoll.offsetlog.packing.NumberWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The producers of a partition. The last writers are in the partition's own row, in their
/// current epoch, since they most likely write next. All others, and former epochs, have rows in
/// a table; the partition's row is newer.
final class PartitionProducers {
  /// Producers in the row, which each run writes anew.
  static final int MOST_IN_ROW = 16;

  /// An epoch that needs a row of its own in the table.
  record Retired(int producerRef, ProducerEpoch epoch) {}

  private static final class Recent {
    private final int producerRef;
    private final ProducerLedger ledger;

    /// Order of writing; a higher number is later.
    private long wrote;

    Recent(int producerRef, ProducerLedger ledger) {
      this.producerRef = producerRef;
      this.ledger = ledger;
    }

    long wrote() {
      return wrote;
    }
  }

  private final Map<Integer, Recent> recent = new HashMap<>();

  /// Read from the table, and not written since.
  private final Map<Integer, ProducerLedger> others = new HashMap<>(0);
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
    NumberReader from = new NumberReader(packed, 0);
    while (from.hasMore()) {
      int producerRef = Math.toIntExact(from.unsigned());
      ProducerLedger ledger = new ProducerLedger();
      ledger.add(ProducerEpoch.read(from));
      wrote(producerRef, new Recent(producerRef, ledger));
    }
  }

  private void wrote(int producerRef, Recent producer) {
    recent.put(producerRef, producer);
    producer.wrote = ++writes;
  }

  /// Whether an epoch can be judged without the table.
  boolean knows(int producerRef, int epoch) {
    if (all) {
      return true;
    }
    Recent producer = recent.get(producerRef);
    return producer != null && producer.ledger.knows(epoch);
  }

  /// Adds an epoch from the table.
  void add(int producerRef, ProducerEpoch epoch) {
    Recent producer = recent.get(producerRef);
    (producer == null ? other(producerRef) : producer.ledger).add(epoch);
  }

  private ProducerLedger other(int producerRef) {
    return others.computeIfAbsent(producerRef, _ -> new ProducerLedger());
  }

  Admission judge(int producerRef, int epoch, long sequence, long offset) {
    Recent producer = recent.get(producerRef);
    ProducerLedger ledger = producer == null ? others.get(producerRef) : producer.ledger;
    return (ledger == null ? new ProducerLedger() : ledger).judge(epoch, sequence, offset);
  }

  OptionalLong placedAt(int producerRef, int epoch, long sequence) {
    Recent producer = recent.get(producerRef);
    ProducerLedger ledger = producer == null ? others.get(producerRef) : producer.ledger;
    return ledger == null ? OptionalLong.empty() : ledger.placedAt(epoch, sequence);
  }

  Admission admit(int producerRef, int epoch, long sequence, long offset) {
    Recent producer = recent.get(producerRef);
    ProducerLedger ledger = producer == null ? other(producerRef) : producer.ledger;
    Admission admission = ledger.admit(epoch, sequence, offset);
    if (admission instanceof Admission.Placed) {
      if (producer == null) {
        others.remove(producerRef);
        wrote(producerRef, new Recent(producerRef, ledger));
      } else {
        producer.wrote = ++writes;
      }
    }
    return admission;
  }

  /// Packs the last writers for the row. [#retired] then has the others that the table needs.
  byte[] pack() {
    retired.clear();
    NumberWriter to = new NumberWriter(12 * MOST_IN_ROW);
    List<Recent> inOrder = new ArrayList<>(recent.values());
    inOrder.sort(Comparator.comparingLong(Recent::wrote));
    int tooMany = inOrder.size() - MOST_IN_ROW;
    for (Recent producer : inOrder) {
      producer.ledger.former().forEach(former -> retire(producer.producerRef, former));
      producer.ledger.forgetFormer();
      ProducerEpoch current = producer.ledger.current();
      if (tooMany-- > 0) {
        retire(producer.producerRef, current);
        recent.remove(producer.producerRef);
      } else {
        to.unsigned(producer.producerRef);
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
}
