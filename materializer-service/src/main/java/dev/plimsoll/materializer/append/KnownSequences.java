package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.postgres.history.Histories;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Sequences that producers have reached by the ingress paths of this process. A producer that goes
/// on from there has nothing in Kafka that comes before; of any other that is not known.
///
/// It is of one history of the database, and of a topic as long as that is there: of another one of
/// the same name, or after a failover that has lost some, Kafka may well have what comes before.
@Singleton
public final class KnownSequences {
  /// Some 200 bytes each.
  private static final int MOST = 100_000;

  private record Writer(String topic, int partition, String producer) {
    static Writer of(FileBatch batch) {
      return new Writer(batch.topic(), batch.partition(), batch.producerId());
    }
  }

  private record Reached(int epoch, long sequence) {
    /// Whether a batch was there before, or is the next one.
    boolean leadsTo(FileBatch batch) {
      return batch.producerEpoch() == epoch && batch.sequence() <= sequence + 1;
    }
  }

  private final Map<Writer, Reached> known = new ConcurrentHashMap<>();

  private final Histories histories;

  public KnownSequences(Transactions transactions, Partitions partitions) {
    histories = transactions.histories();
    histories.forgetBy(known::clear);
    partitions.alsoForgetBy(topic -> known.keySet().removeIf(w -> w.topic().equals(topic)));
  }

  /// Whether every batch goes on from one that is known, or is a producer's very first.
  boolean leadTo(List<FileBatch> batches) {
    Map<Writer, Reached> here = new HashMap<>();
    for (FileBatch batch : batches) {
      Writer writer = Writer.of(batch);
      @Nullable Reached reached = here.containsKey(writer) ? here.get(writer) : known.get(writer);
      boolean first = batch.producerEpoch() == 0 && batch.sequence() == 0;
      if (!first && (reached == null || !reached.leadsTo(batch))) {
        return false;
      }
      here.put(writer, new Reached(batch.producerEpoch(), batch.sequence()));
    }
    return true;
  }

  /// For [#accepted]: to be noted before they are.
  long generation() {
    return histories.generation();
  }

  /// They are accepted.
  ///
  /// @param generation of the history that they are accepted in
  void accepted(long generation, List<FileBatch> batches) {
    histories.remember(generation, () -> accepted(batches));
  }

  private void accepted(List<FileBatch> batches) {
    if (known.size() > MOST) {
      known.clear();
    }
    for (FileBatch batch : batches) {
      known.merge(
          Writer.of(batch),
          new Reached(batch.producerEpoch(), batch.sequence()),
          (before, now) ->
              now.epoch() > before.epoch()
                      || now.epoch() == before.epoch() && now.sequence() > before.sequence()
                  ? now
                  : before);
    }
  }
}
