package dev.plimsoll.offsetlog.audit;

import static dev.plimsoll.offsetlog.audit.AuditedLog.SECOND_SEGMENT;
import static dev.plimsoll.offsetlog.audit.AuditedLog.counting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The audit finds whatever is damaged, and only then.
class AuditorIT {
  @AutoClose private AuditedLog audited;
  private LogDatabase log;

  @BeforeEach
  void fill() throws SQLException {
    audited = new AuditedLog();
    log = audited.log;
  }

  @Test
  void findsNothingWhereNothingIsWrong() throws SQLException {
    LogAudit audit = log.auditor().audit("");

    assertThat(audit.clean()).isTrue();
    assertThat(audit.partitions()).isEqualTo(2);
    assertThat(audit.batches()).isEqualTo(40);
    assertThat(audit.records())
        .isEqualTo(audit.details().stream().mapToLong(p -> p.nextOffset()).sum());
    assertThat(log.hotState().look().tornPartitions()).isZero();
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
    log.ingestion().append(List.of(Batches.batch("t.one", 0, "p", 0, 20)));

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

    audited.assertFound(lost, 0);
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

    audited.assertFound(lost, 0);
    assertThat(log.hotState().look().tornPartitions()).isEqualTo(1);
  }

  @Test
  void findsAShiftedSegment() throws SQLException {
    log.change(
        "UPDATE segment SET base_offset = base_offset + 3, last_offset = last_offset + 3"
            + " WHERE part_id = 1 AND last_offset = "
            + SECOND_SEGMENT);

    audited.assertFound(3, 3);
  }

  @Test
  void findsAnOverlap() throws SQLException {
    audited.repackSecond(batches -> batches.set(1, counting(batches.get(1), 7)));
    log.change(
        "UPDATE segment SET last_offset = last_offset + 7 WHERE part_id = 1 AND last_offset = "
            + SECOND_SEGMENT);

    audited.assertFound(0, 7);
  }

  @Test
  void findsABatchThatShrank() throws SQLException {
    audited.repackSecond(batches -> batches.set(4, counting(batches.get(4), -1)));

    LogAudit audit = log.auditor().audit("t.one");
    assertThat(audit.clean()).isFalse();
    assertThat(audit.gaps()).isPositive();
  }

  @Test
  void findsABatchWithoutItsObject() throws SQLException {
    LogBatch fifth = audited.second().get(4);
    log.change("DELETE FROM file WHERE file_id = " + fifth.fileId());

    audited.assertFound(fifth.recordCount(), 0);
  }

  @Test
  void findsABatchOfAnotherPartition() throws SQLException {
    LogBatch stray = BatchCodec.unpack(audited.packed(2)).getFirst();
    LogBatch first = audited.second().getFirst();
    audited.repackSecond(
        batches -> batches.set(0, counting(stray, first.recordCount() - stray.recordCount())));

    audited.assertFound(first.recordCount(), 0);
  }

  @Test
  void findsASegmentThatCannotBeRead() throws SQLException {
    long lost = audited.second().stream().mapToLong(LogBatch::recordCount).sum();
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
    audited.assertFound(4, 0);
    assertThat(log.hotState().look().tornPartitions()).isEqualTo(1);

    log.change("UPDATE partition_state SET next_offset = next_offset - 10 WHERE part_id = 1");
    audited.assertFound(0, 6);
  }

  @Test
  void findsACountOfReferencesThatIsWrong() throws SQLException {
    log.change(
        "UPDATE file SET batch_refs = batch_refs + 1 WHERE file_id = "
            + audited.second().getFirst().fileId());
    audited.assertKinds("references");

    // one that is too high and one that is too low do not make up for each other
    log.change(
        "UPDATE file SET batch_refs = batch_refs - 1 WHERE file_id = "
            + audited.second().get(1).fileId());
    audited.assertKinds("references", "references");
    // who refers from other topics is not known where only some are read
    assertThat(log.auditor().audit("t.").clean()).isTrue();
  }

  @Test
  void findsAProducerWithoutAName() throws SQLException {
    log.change("DELETE FROM producer_name");
    LogAudit audit = log.auditor().audit("t.one");
    assertThat(audit.findings().first())
        .hasSize(20)
        .allMatch(f -> f.kind().equals("producer-missing"));
    assertThat(log.incrementalAudit().run(Duration.ofMinutes(1)).findings().first())
        .anyMatch(f -> f.kind().equals("producer-missing"));
  }

  @Test
  void findsALogStartThatIsWhereItCannotBe() throws SQLException {
    long end = log.number("SELECT next_offset FROM partition_state WHERE part_id = 1");
    long inside =
        log.number("SELECT last_offset FROM segment WHERE last_offset = " + SECOND_SEGMENT);
    log.change("UPDATE partition_start SET log_start = %d WHERE part_id = 1".formatted(end + 1));
    audited.assertKinds("log-start");
    log.change("UPDATE partition_start SET log_start = %d WHERE part_id = 1".formatted(inside));
    audited.assertKinds("log-start");
    // it may well be at its end, or where a segment begins
    log.change("UPDATE partition_start SET log_start = %d WHERE part_id = 1".formatted(inside + 1));
    audited.assertKinds();
    log.change("UPDATE partition_start SET log_start = %d WHERE part_id = 1".formatted(end));
    audited.assertKinds();
  }

  @Test
  void findsARowThatIsGone() throws SQLException {
    HotState hotState = log.hotState();
    assertThat(hotState.look().tornPartitions()).isZero();
    log.change("DELETE FROM publication WHERE part_id = 1");
    audited.assertKinds("row-missing");
    assertThat(hotState.look().tornPartitions()).isEqualTo(1);
    log.change("DELETE FROM partition_start WHERE part_id = 2");
    audited.assertKinds("row-missing", "row-missing");
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
    assertThat(log.hotState().look().tornPartitions()).isEqualTo(1);
    assertThat(log.auditor().audit("").clean()).isFalse();
    // and one of a topic that was deleted is not
    log.topics().delete("t.one");
    assertThat(log.hotState().look().tornPartitions()).isZero();
  }
}
