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

/// Sequences of producers that this process appended. A producer that continues from there has no
/// earlier events in Kafka.
///
/// Valid in one history of the database and until the topic is deleted: after a failover, or for
/// a new topic of that name, Kafka may have earlier events.
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
    /// Whether a batch is a duplicate or the next one.
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

  /// Whether every batch continues a known sequence, or is a producer's first.
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

  /// The generation for [#accepted], read before the append.
  long generation() {
    return histories.generation();
  }

  /// @param generation of the history in which they were accepted
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
