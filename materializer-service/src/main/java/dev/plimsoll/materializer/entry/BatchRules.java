package dev.plimsoll.materializer.entry;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What PostgreSQL or an offset could not hold is refused, whichever door it comes through.
public final class BatchRules {
  /// Batches of a file at most.
  public static final int MAX_BATCHES = 10_000;

  /// Longest name of a log topic or a producer, in characters.
  static final int MAX_NAME_LENGTH = 255;

  /// Longest bucket or object key, in characters; S3 allows 1,024 bytes for a key.
  static final int MAX_KEY_LENGTH = 1_024;

  /// As in Kafka: the records of a batch are counted in 32 bits. 2^32 such batches fit a
  /// partition.
  static final long MAX_RECORD_COUNT = Integer.MAX_VALUE;

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  /// In whose order sequences grow.
  private record Writer(String topic, int partition, String producer, int epoch) {}

  private BatchRules() {}

  /// @throws MalformedMessageException with a reason that does not quote the message
  public static void check(BatchAppended event) {
    name("topic", event.topic(), MAX_NAME_LENGTH);
    name("producerId", event.producerId(), MAX_NAME_LENGTH);
    ObjectRange object = event.object();
    name("object.bucket", object.bucket(), MAX_KEY_LENGTH);
    name("object.key", object.key(), MAX_KEY_LENGTH);
    if (object.byteOffset() > Long.MAX_VALUE - object.byteLength()) {
      throw malformed("object's range ends beyond 2^63");
    }
    numbers("", event.recordCount(), event.sequence(), event.maxTimestamp());
  }

  /// @throws MalformedMessageException as for a batch; it says which one
  public static void check(FileAppended file) {
    name("bucket", file.bucket(), MAX_KEY_LENGTH);
    name("key", file.key(), MAX_KEY_LENGTH);
    List<FileBatch> batches = file.batches();
    if (batches.size() > MAX_BATCHES) {
      throw malformed(
          "batches must be at most " + MAX_BATCHES + ", and there are " + batches.size());
    }
    Map<Writer, Long> last = new HashMap<>();
    for (int i = 0; i < batches.size(); i++) {
      FileBatch batch = batches.get(i);
      String in = "batches[" + i + "].";
      name(in + "topic", batch.topic(), MAX_NAME_LENGTH);
      name(in + "producerId", batch.producerId(), MAX_NAME_LENGTH);
      numbers(in, batch.recordCount(), batch.sequence(), batch.maxTimestamp());
      Long before = last.put(writer(batch), batch.sequence());
      if (before != null && batch.sequence() != before + 1) {
        throw malformed(
            "%ssequence is %d, after %d of the same producer in this file"
                .formatted(in, batch.sequence(), before));
      }
    }
  }

  private static Writer writer(FileBatch batch) {
    return new Writer(batch.topic(), batch.partition(), batch.producerId(), batch.producerEpoch());
  }

  private static void numbers(String in, long recordCount, long sequence, Instant maxTimestamp) {
    if (recordCount > MAX_RECORD_COUNT) {
      throw malformed(in + "recordCount must be at most " + MAX_RECORD_COUNT);
    }
    if (sequence == Long.MAX_VALUE) {
      throw malformed(in + "sequence must be below 2^63 - 1");
    }
    if (maxTimestamp.isBefore(EARLIEST) || maxTimestamp.isAfter(LATEST)) {
      throw malformed(in + "maxTimestamp must be from 1970 to 9999");
    }
  }

  private static void name(String field, String value, int maxLength) {
    if (value.isEmpty() || value.length() > maxLength) {
      throw malformed(field + " must have 1 to " + maxLength + " characters");
    }
    if (value.chars().anyMatch(Character::isISOControl)
        || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw malformed(field + " must not hold control characters or half surrogates");
    }
  }

  private static MalformedMessageException malformed(String reason) {
    return new MalformedMessageException(reason, null);
  }
}
