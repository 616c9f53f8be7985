package dev.plimsoll.offsetlog.audit;

import static dev.plimsoll.offsetlog.audit.AuditedLog.SECOND_SEGMENT;
import static dev.plimsoll.offsetlog.audit.AuditedLog.withSequence;

import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The audit finds facts of a log that do not agree: its counters, times, rows and producers.
class AuditedFactsIT {
  @AutoClose private AuditedLog audited;
  private LogDatabase log;

  @BeforeEach
  void fill() throws SQLException {
    audited = new AuditedLog();
    log = audited.log;
  }

  @Test
  void findsAFileUnderAnotherName() throws SQLException {
    log.change(
        "UPDATE file SET object_key = 'other' WHERE file_id = " + audited.second().get(0).fileId());
    audited.assertKinds("file-name");
  }

  @Test
  void countsWhatWaitsAmongTheReferences() throws SQLException {
    log.ingestion().append(List.of(Batches.batch("t.one", 0, "p", 0, 20)));
    audited.assertKinds();

    log.change("DELETE FROM manifest");
    audited.assertKinds("references");
  }

  @Test
  void findsCountersOfAPartitionThatAreWrong() throws SQLException {
    log.change(
        "UPDATE partition_state SET batches = batches + 1, bytes = bytes - 1 WHERE part_id = 1");
    audited.assertKinds("totals", "totals");
  }

  @Test
  void findsTimesThatAreWrong() throws SQLException {
    log.change(
        "UPDATE partition_state SET youngest_micros = youngest_micros + 1 WHERE part_id = 1");
    audited.assertKinds("youngest");
    log.change(
        "UPDATE segment SET youngest_micros = youngest_micros - 1 WHERE part_id = 1 AND last_offset = "
            + SECOND_SEGMENT);
    audited.assertKinds("youngest", "youngest");
  }

  @Test
  void findsASegmentWhoseRowIsWrong() throws SQLException {
    log.change(
        "UPDATE segment SET batch_count = 4, byte_count = 0 WHERE part_id = 1 AND last_offset = "
            + SECOND_SEGMENT);
    audited.assertKinds("segment", "segment");
  }

  @Test
  void findsProducersThatDoNotFitTheirBatches() throws SQLException {
    // of what the partition's row says, one byte each: the producer, its epoch, its next sequence
    log.change(
        "UPDATE partition_state SET producers = set_byte(producers, 2, 21) WHERE part_id = 1");
    audited.assertKinds("producer");
    log.change(
        "INSERT INTO producer (part_id, producer_ref, epoch, next_sequence) VALUES (1, 1, 7, 3)");
    audited.assertKinds("producer", "producer");
    log.change("UPDATE partition_state SET producers = '' WHERE part_id = 1");
    log.change("DELETE FROM producer");
    audited.assertKinds("producer");
    // one that was forgotten after a while is no finding
    log.change(
        "UPDATE segment SET committed_at = committed_at - interval '1 day' WHERE part_id = 1");
    audited.assertKinds();
  }

  @Test
  void theRowOfAPartitionKnowsBetterThanTheTable() throws SQLException {
    log.change(
        "INSERT INTO producer (part_id, producer_ref, epoch, next_sequence) VALUES (1, 1, 0, 3)");
    audited.assertKinds();
  }

  @Test
  void findsBatchesInAnotherOrderThanTheirProducers() throws SQLException {
    audited.repackSecond(
        batches -> {
          LogBatch third = batches.get(2);
          batches.set(2, withSequence(third, batches.get(3).sequence()));
          batches.set(3, withSequence(batches.get(3), third.sequence()));
        });
    audited.assertKinds("order", "order", "order");
  }

  @Test
  void findsThatMoreWasToldThanThereIs() throws SQLException {
    log.change("UPDATE publication SET next_offset = 1000000 WHERE part_id = 1");
    audited.assertKinds("publication");
  }
}
