package dev.plimsoll.materializer.parsing;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.OutOfBoundsException;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.message.MalformedMessageException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Rules of all ingresses: each value within its [Bound], and sequences without a gap.
public final class BatchRules {
  private record Writer(String topic, int partition, String producer, int epoch) {}

  private BatchRules() {}

  /// @throws MalformedMessageException with a reason that does not quote the message
  public static void check(BatchAppended event) {
    bounded(
        () -> {
          Bound.LOG_TOPIC.check("topic", event.topic());
          Bound.PRODUCER_ID.check("producerId", event.producerId());
          Bound.BUCKET.check("object.bucket", event.object().bucket());
          Bound.OBJECT_KEY.check("object.key", event.object().key());
          Bound.BYTE_OFFSET.check("object.byteOffset", event.object().byteOffset());
          Bound.BYTE_LENGTH.check("object.byteLength", event.object().byteLength());
          numbers(
              event.partition(),
              event.producerEpoch(),
              event.sequence(),
              event.recordCount(),
              event.maxTimestamp(),
              Instant.now());
        });
  }

  /// @throws MalformedMessageException that names the batch
  public static void check(FileAppended file) {
    bounded(
        () -> {
          Bound.BUCKET.check("bucket", file.bucket());
          Bound.OBJECT_KEY.check("key", file.key());
          Bound.FILE_BATCHES.check("batches", file.batches());
          batches(file.batches());
        });
  }

  private static void batches(List<FileBatch> batches) {
    Instant now = Instant.now();
    Map<Writer, Long> last = new HashMap<>();
    for (int i = 0; i < batches.size(); i++) {
      FileBatch batch = batches.get(i);
      try {
        check(batch, now);
      } catch (OutOfBoundsException e) {
        throw new OutOfBoundsException("batches[" + i + "]." + e.getMessage());
      }
      Writer writer =
          new Writer(batch.topic(), batch.partition(), batch.producerId(), batch.producerEpoch());
      Long before = last.put(writer, batch.sequence());
      if (before != null && batch.sequence() != before + 1) {
        throw new MalformedMessageException(
            "batches[%d].sequence is %d, after %d of the same producer in this file"
                .formatted(i, batch.sequence(), before),
            null);
      }
    }
  }

  private static void check(FileBatch batch, Instant now) {
    Bound.LOG_TOPIC.check("topic", batch.topic());
    Bound.PRODUCER_ID.check("producerId", batch.producerId());
    Bound.BYTE_OFFSET.check("byteOffset", batch.byteOffset());
    Bound.BYTE_LENGTH.check("byteLength", batch.byteLength());
    numbers(
        batch.partition(),
        batch.producerEpoch(),
        batch.sequence(),
        batch.recordCount(),
        batch.maxTimestamp(),
        now);
  }

  private static void numbers(
      int partition, int epoch, long sequence, long recordCount, Instant written, Instant now) {
    Bound.LOG_PARTITION.check("partition", partition);
    Bound.PRODUCER_EPOCH.check("producerEpoch", epoch);
    Bound.SEQUENCE.check("sequence", sequence);
    Bound.RECORD_COUNT.check("recordCount", recordCount);
    Bound.MAX_TIMESTAMP.check("maxTimestamp", written, now);
  }

  private static void bounded(Runnable rules) {
    try {
      rules.run();
    } catch (OutOfBoundsException e) {
      throw new MalformedMessageException(e.getMessage(), e);
    }
  }
}
