package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.NumberReader;
import dev.plimsoll.offsetlog.packing.NumberWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The producers of a partition: those that wrote last are kept in the partition's own row, in
/// their current epoch, since they are most likely the ones that write next; all others, and
/// former epochs, have rows of their own. What the row knows is newer than what the table knows.
final class PartitionProducers {
  /// Producers in the row: it is written anew in each run.
  static final int MOST_IN_ROW = 16;

  /// A producer's epoch that has to have a row of its own from now on.
  record Retired(int producerRef, ProducerEpoch epoch) {}

  /// In the order in which they wrote.
  private final LinkedHashMap<Integer, ProducerLedger> recent = new LinkedHashMap<>();

  /// Read from the table, and not written since.
  private final Map<Integer, ProducerLedger> others = new HashMap<>();

  private final List<Retired> retired = new ArrayList<>();

  /// The table has none of them.
  private boolean all;

  private int settled;

  /// Of a new partition.
  PartitionProducers() {
    all = true;
  }

  /// @param packed as [#pack] gave it; empty for none
  PartitionProducers(byte[] packed) {
    NumberReader from = new NumberReader(packed, 0);
    while (from.hasMore()) {
      int producerRef = Math.toIntExact(from.unsigned());
      ProducerLedger ledger = new ProducerLedger();
      ledger.add(ProducerEpoch.read(from));
      recent.put(producerRef, ledger);
    }
  }

  /// Whether an epoch can be judged without the table.
  boolean knows(int producerRef, int epoch) {
    return all || inRow(producerRef, epoch);
  }

  private boolean inRow(int producerRef, int epoch) {
    ProducerLedger ledger = recent.get(producerRef);
    return ledger != null && ledger.knows(epoch);
  }

  /// Adds what the table has.
  void add(int producerRef, ProducerEpoch epoch) {
    ledger(producerRef).add(epoch);
  }

  /// See [ProducerLedger#admit].
  Admission admit(int producerRef, int epoch, long sequence, long offset) {
    ProducerLedger ledger = ledger(producerRef);
    Admission admission = ledger.admit(epoch, sequence, offset);
    if (admission instanceof Admission.Placed) {
      others.remove(producerRef);
      recent.putLast(producerRef, ledger);
    }
    return admission;
  }

  private ProducerLedger ledger(int producerRef) {
    ProducerLedger known = recent.get(producerRef);
    return known != null ? known : others.computeIfAbsent(producerRef, _ -> new ProducerLedger());
  }

  /// Those of the row, as they are now. Afterwards [#retired] says what goes into the table.
  byte[] pack() {
    retired.clear();
    NumberWriter to = new NumberWriter(12 * MOST_IN_ROW);
    int tooMany = recent.size() - MOST_IN_ROW;
    for (Map.Entry<Integer, ProducerLedger> producer : recent.entrySet()) {
      producer.getValue().former().forEach(former -> retire(producer.getKey(), former));
      ProducerEpoch current = producer.getValue().current();
      if (tooMany-- > 0) {
        retire(producer.getKey(), current);
      } else {
        to.unsigned(producer.getKey());
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

  /// Forgets what [#pack] left out: what stays is what the row says.
  ///
  /// @return how many more these are than when this was called before
  int settle() {
    others.clear();
    while (recent.size() > MOST_IN_ROW) {
      recent.pollFirstEntry();
    }
    recent.values().forEach(ledger -> ledger.former().clear());
    int more = recent.size() - settled;
    settled = recent.size();
    return more;
  }
}
