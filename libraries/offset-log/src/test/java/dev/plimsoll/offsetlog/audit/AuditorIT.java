package dev.plimsoll.offsetlog.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.testkit.Batches;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The audit finds whatever is damaged, and only then.
class AuditorIT {
  private static final String SECOND_SEGMENT =
      "(SELECT last_offset FROM segment WHERE part_id = 1 ORDER BY last_offset OFFSET 1 LIMIT 1)";

  private LogDatabase log;

  @BeforeEach
  void fill() throws SQLException {
    // given two partitions of four segments of five batches each
    log = new LogDatabase("audit", "");
    for (int round = 0; round < 4; round++) {
      List<BatchAppended> events = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        events.add(Batches.batch("t.one", 0, "p", 0, 5L * round + i));
        events.add(Batches.batch("t.two", 0, "p", 0, 5L * round + i));
      }
      log.ingestion().ingest(events);
      AssignedLog.assignAll(log);
    }
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void findsNothingWhereNothingIsWrong() throws SQLException {
    LogAudit audit = log.auditor().audit("");

    assertThat(audit.clean()).isTrue();
    assertThat(audit.partitions()).isEqualTo(2);
    assertThat(audit.batches()).isEqualTo(40);
    assertThat(audit.records())
        .isEqualTo(audit.details().stream().mapToLong(p -> p.nextOffset()).sum());
    assertThat(new HotState(log.transactions()).look().tornPartitions()).isZero();
  }

  @Test
  void readsNoMorePartitionsThanThereIsRoomFor() throws SQLException {
    Auditor small = new Auditor(log.transactions(), 1);

    assertThat(small.audit("t.one").partitions()).isEqualTo(1);
    assertThatThrownBy(() -> small.audit("t."))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE))
        .hasMessageContaining("topicPrefix");
  }

  @Test
  void readsOnlyTheTopicsAskedFor() throws SQLException {
    assertThat(log.auditor().audit("t.o").batches()).isEqualTo(20);
    assertThat(log.auditor().audit("t%").batches()).isZero();
  }

  @Test
  void countsWhatWaits() throws SQLException {
    log.ingestion().ingest(List.of(Batches.batch("t.one", 0, "p", 0, 20)));

    assertThat(log.auditor().audit("").pendingBatches()).isEqualTo(1);
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void findsALostSegment() throws SQLException {
    long lost =
        log.number(
            "SELECT last_offset - base_offset + 1 FROM segment WHERE part_id = 1 AND last_offset = "
                + SECOND_SEGMENT);
    log.change("DELETE FROM segment WHERE part_id = 1 AND last_offset = " + SECOND_SEGMENT);

    assertFound(lost, 0);
  }

  @Test
  void findsALostLastSegment() throws SQLException {
    long lost =
        log.number(
            "SELECT last_offset - base_offset + 1 FROM segment WHERE part_id = 1"
                + " ORDER BY last_offset DESC LIMIT 1");
    log.change(
        "DELETE FROM segment WHERE part_id = 1 AND last_offset ="
            + " (SELECT max(last_offset) FROM segment WHERE part_id = 1)");

    assertFound(lost, 0);
    assertThat(new HotState(log.transactions()).look().tornPartitions()).isEqualTo(1);
  }

  @Test
  void findsAShiftedSegment() throws SQLException {
    log.change(
        "UPDATE segment SET base_offset = base_offset + 3, last_offset = last_offset + 3"
            + " WHERE part_id = 1 AND last_offset = "
            + SECOND_SEGMENT);

    assertFound(3, 3);
  }

  @Test
  void findsAnOverlap() throws SQLException {
    repackSecond(batches -> batches.set(1, counting(batches.get(1), 7)));
    log.change(
        "UPDATE segment SET last_offset = last_offset + 7 WHERE part_id = 1 AND last_offset = "
            + SECOND_SEGMENT);

    assertFound(0, 7);
  }

  @Test
  void findsABatchThatShrank() throws SQLException {
    repackSecond(batches -> batches.set(4, counting(batches.get(4), -1)));

    LogAudit audit = log.auditor().audit("t.one");
    assertThat(audit.clean()).isFalse();
    assertThat(audit.gaps()).isPositive();
  }

  @Test
  void findsABatchWithoutItsObject() throws SQLException {
    LogBatch fifth = second().get(4);
    log.change("DELETE FROM file WHERE file_id = " + fifth.fileId());

    assertFound(fifth.recordCount(), 0);
  }

  @Test
  void findsABatchOfAnotherPartition() throws SQLException {
    LogBatch stray = BatchCodec.unpack(packed(2)).getFirst();
    LogBatch first = second().getFirst();
    repackSecond(
        batches -> batches.set(0, counting(stray, first.recordCount() - stray.recordCount())));

    assertFound(first.recordCount(), 0);
  }

  @Test
  void findsASegmentThatCannotBeRead() throws SQLException {
    long lost = second().stream().mapToLong(LogBatch::recordCount).sum();
    log.change(
        "UPDATE segment SET packed = '\\x07' WHERE part_id = 1 AND last_offset = "
            + SECOND_SEGMENT);

    LogAudit audit = log.auditor().audit("t.one");
    assertThat(audit.clean()).isFalse();
    assertThat(audit.gaps()).isGreaterThanOrEqualTo(lost);
  }

  @Test
  void findsAHighWatermarkThatMoved() throws SQLException {
    log.change("UPDATE partition_state SET next_offset = next_offset + 4 WHERE part_id = 1");
    assertFound(4, 0);
    assertThat(new HotState(log.transactions()).look().tornPartitions()).isEqualTo(1);

    log.change("UPDATE partition_state SET next_offset = next_offset - 10 WHERE part_id = 1");
    assertFound(0, 6);
  }

  @Test
  void findsACountOfReferencesThatIsWrong() throws SQLException {
    log.change(
        "UPDATE file SET batch_refs = batch_refs + 1 WHERE file_id = "
            + second().getFirst().fileId());
    assertKinds("references");

    // one that is too high and one that is too low do not make up for each other
    log.change(
        "UPDATE file SET batch_refs = batch_refs - 1 WHERE file_id = " + second().get(1).fileId());
    assertKinds("references", "references");
    // who refers from other topics is not known where only some are read
    assertThat(log.auditor().audit("t.").clean()).isTrue();
  }

  @Test
  void findsAProducerWithoutAName() throws SQLException {
    log.change("DELETE FROM producer_name");
    LogAudit audit = log.auditor().audit("t.one");
    assertThat(audit.findings()).hasSize(20).allMatch(f -> f.kind().equals("producer-missing"));
    assertThat(log.incrementalAudit().run(Duration.ofMinutes(1)).findings())
        .anyMatch(f -> f.kind().equals("producer-missing"));
  }

  @Test
  void findsALogStartThatIsWhereItCannotBe() throws SQLException {
    long end = log.number("SELECT next_offset FROM partition_state WHERE part_id = 1");
    long inside =
        log.number("SELECT last_offset FROM segment WHERE last_offset = " + SECOND_SEGMENT);
    log.change("UPDATE partition_floor SET log_start = %d WHERE part_id = 1".formatted(end + 1));
    assertKinds("log-start");
    log.change("UPDATE partition_floor SET log_start = %d WHERE part_id = 1".formatted(inside));
    assertKinds("log-start");
    // it may well be at its end, or where a segment begins
    log.change("UPDATE partition_floor SET log_start = %d WHERE part_id = 1".formatted(inside + 1));
    assertKinds();
    log.change("UPDATE partition_floor SET log_start = %d WHERE part_id = 1".formatted(end));
    assertKinds();
  }

  @Test
  void findsARowThatIsGone() throws SQLException {
    HotState hotState = new HotState(log.transactions());
    assertThat(hotState.look().tornPartitions()).isZero();
    log.change("DELETE FROM publication WHERE part_id = 1");
    assertKinds("row-missing");
    assertThat(hotState.look().tornPartitions()).isEqualTo(1);
    log.change("DELETE FROM partition_floor WHERE part_id = 2");
    assertKinds("row-missing", "row-missing");
    assertThat(hotState.look().tornPartitions()).isEqualTo(2);
  }

  @Test
  void aLookAtTheHotStateReadsAStretchAndGoesRound() throws SQLException {
    HotState hotState = new HotState(log.transactions(), 1);
    long partitions = log.number("SELECT count(*) FROM log_partition");
    assertThat(hotState.look().partitions()).isEqualTo(partitions);

    // when one breaks, then it is seen as soon as its turn comes, and until it is mended
    log.change("DELETE FROM publication WHERE part_id = 2");
    assertThat(hotState.look().tornPartitions()).isZero();
    for (int look = 0; look < 3 * partitions; look++) {
      assertThat(hotState.look().tornPartitions()).as("look %d", look).isEqualTo(1);
    }
  }

  @Test
  void aPartitionWithoutItsStateIsTorn() throws SQLException {
    log.change("DELETE FROM partition_state WHERE part_id = 1");
    assertThat(new HotState(log.transactions()).look().tornPartitions()).isEqualTo(1);
    assertThat(log.auditor().audit("").clean()).isFalse();
    // and one of a topic that was deleted is not
    log.topics().delete("t.one");
    assertThat(new HotState(log.transactions()).look().tornPartitions()).isZero();
  }

  @Test
  void findsAFileUnderAnotherName() throws SQLException {
    log.change("UPDATE file SET object_key = 'other' WHERE file_id = " + second().get(0).fileId());
    assertKinds("file-name");
  }

  @Test
  void countsWhatWaitsAmongTheReferences() throws SQLException {
    log.ingestion().ingest(List.of(Batches.batch("t.one", 0, "p", 0, 20)));
    assertKinds();

    log.change("DELETE FROM manifest");
    assertKinds("references");
  }

  @Test
  void findsCountersOfAPartitionThatAreWrong() throws SQLException {
    log.change(
        "UPDATE partition_state SET batches = batches + 1, bytes = bytes - 1 WHERE part_id = 1");
    assertKinds("totals", "totals");
  }

  @Test
  void findsTimesThatAreWrong() throws SQLException {
    log.change(
        "UPDATE partition_state SET youngest_micros = youngest_micros + 1 WHERE part_id = 1");
    assertKinds("youngest");
    log.change(
        "UPDATE segment SET youngest_micros = youngest_micros - 1 WHERE part_id = 1 AND last_offset = "
            + SECOND_SEGMENT);
    assertKinds("youngest", "youngest");
  }

  @Test
  void findsASegmentWhoseRowIsWrong() throws SQLException {
    log.change(
        "UPDATE segment SET batch_count = 4, byte_count = 0 WHERE part_id = 1 AND last_offset = "
            + SECOND_SEGMENT);
    assertKinds("segment", "segment");
  }

  @Test
  void findsProducersThatDoNotFitTheirBatches() throws SQLException {
    // of what the partition's row says, one byte each: the producer, its epoch, its next sequence
    log.change(
        "UPDATE partition_state SET producers = set_byte(producers, 2, 21) WHERE part_id = 1");
    assertKinds("producer");
    log.change(
        "INSERT INTO producer (part_id, producer_ref, epoch, next_sequence) VALUES (1, 1, 7, 3)");
    assertKinds("producer", "producer");
    log.change("UPDATE partition_state SET producers = '' WHERE part_id = 1");
    log.change("DELETE FROM producer");
    assertKinds("producer");
    // one that was forgotten after a while is no finding
    log.change(
        "UPDATE segment SET committed_at = committed_at - interval '1 day' WHERE part_id = 1");
    assertKinds();
  }

  @Test
  void theRowOfAPartitionKnowsBetterThanTheTable() throws SQLException {
    log.change(
        "INSERT INTO producer (part_id, producer_ref, epoch, next_sequence) VALUES (1, 1, 0, 3)");
    assertKinds();
  }

  @Test
  void findsBatchesInAnotherOrderThanTheirProducers() throws SQLException {
    repackSecond(
        batches -> {
          LogBatch third = batches.get(2);
          batches.set(2, withSequence(third, batches.get(3).sequence()));
          batches.set(3, withSequence(batches.get(3), third.sequence()));
        });
    assertKinds("order", "order", "order");
  }

  @Test
  void findsThatMoreWasToldThanThereIs() throws SQLException {
    log.change("UPDATE publication SET next_offset = 1000000 WHERE part_id = 1");
    assertKinds("publication");
  }

  /// Of the whole log.
  private void assertKinds(String... kinds) throws SQLException {
    LogAudit audit = log.auditor().audit("");
    assertThat(audit.findings()).extracting(LogAudit.AuditFinding::kind).containsExactly(kinds);
    assertThat(audit.findingCount()).isEqualTo(kinds.length);
    assertThat(audit.clean()).isEqualTo(kinds.length == 0);
  }

  private static LogBatch withSequence(LogBatch batch, long sequence) {
    return new LogBatch(
        batch.partId(),
        batch.recordCount(),
        batch.producerRef(),
        batch.epoch(),
        sequence,
        batch.fileId(),
        batch.byteOffset(),
        batch.byteLength(),
        batch.youngestMicros());
  }

  private static LogBatch counting(LogBatch batch, long more) {
    return new LogBatch(
        batch.partId(),
        batch.recordCount() + more,
        batch.producerRef(),
        batch.epoch(),
        batch.sequence(),
        batch.fileId(),
        batch.byteOffset(),
        batch.byteLength(),
        batch.youngestMicros());
  }

  private List<LogBatch> second() throws SQLException {
    return BatchCodec.unpack(packed(1));
  }

  /// Of a partition's second segment.
  private byte[] packed(int partId) throws SQLException {
    try (Connection connection = log.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT packed FROM segment WHERE part_id = %d ORDER BY last_offset OFFSET 1 LIMIT 1"
                    .formatted(partId))) {
      row.next();
      return row.getBytes(1);
    }
  }

  private void repackSecond(Consumer<List<LogBatch>> damage) throws SQLException {
    List<LogBatch> batches = new ArrayList<>(second());
    damage.accept(batches);
    try (Connection connection = log.connect();
        PreparedStatement repack =
            connection.prepareStatement(
                "UPDATE segment SET packed = ? WHERE part_id = 1 AND last_offset = "
                    + SECOND_SEGMENT)) {
      repack.setBytes(1, BatchCodec.pack(batches));
      assertThat(repack.executeUpdate()).isEqualTo(1);
    }
  }

  private void assertFound(long gaps, long overlaps) throws SQLException {
    LogAudit audit = log.auditor().audit("");
    assertThat(audit.clean()).isFalse();
    assertThat(audit.gaps()).isEqualTo(gaps);
    assertThat(audit.overlaps()).isEqualTo(overlaps);
    // the other partition is not blamed
    assertThat(log.auditor().audit("t.two").clean()).isTrue();
  }
}
