package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.FileBatch;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// How far producers have come by the doors of this process. Whoever goes on from there has nothing
/// in Kafka that comes before; of anybody else that is not known.
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

  /// They are accepted.
  void accepted(List<FileBatch> batches) {
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
