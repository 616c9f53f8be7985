package dev.plimsoll.offsetlog.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.log.QuarantinedBatches;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.commit.FileCommit;
import dev.plimsoll.offsetlog.refusal.RefusalStore.RefusedBatch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What makes a run fail costs itself: it is set aside, and all others of its shard go on.
class QuarantineIT {
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07Z");

  @AutoClose private LogDatabase log;
  private Quarantine quarantine;

  @BeforeEach
  void open() throws SQLException {
    log = new LogDatabase("quarantine", "");
    quarantine = new Quarantine(log.transactions());
    // One shard: whatever stands still there holds up all.
    log.createPartitions("t", 4);
    log.change("UPDATE log_partition SET shard = 0");
  }

  private static BatchAppended batch(String producer, int partition, long sequence, long length) {
    return new BatchAppended(
        "t",
        partition,
        producer,
        0,
        sequence,
        new ObjectRange("b", producer + partition + "/" + sequence, 0, length),
        10,
        WRITTEN);
  }

  private static List<BatchAppended> batches(int partition, int count) {
    List<BatchAppended> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batches.add(batch("p", partition, i, 100));
    }
    return batches;
  }

  private void requireGoneOn(int partition, int count) throws SQLException {
    assertThat(log.batches("t", partition))
        .extracting(BatchCommitted::sequence)
        .hasSize(count)
        .isSorted();
  }

  @Test
  void bytesThatNoPartitionCanCountAreRefusedAndTheShardGoesOn() throws SQLException {
    // given what an edge without bounds let in: two batches whose bytes do not fit together
    log.ingestion()
        .append(
            List.of(
                batch("huge", 0, 0, Long.MAX_VALUE),
                batch("huge", 0, 1, Long.MAX_VALUE),
                batch("p", 0, 0, 100),
                batch("p", 1, 0, 100)));

    // when offsets are given
    AssignedLog.assignAll(log);

    // then what has no room is refused with its reason, and others have theirs
    assertThat(log.refused())
        .extracting(RefusedBatch::code)
        .containsOnly(ErrorCode.PARTITION_FULL.value());
    requireGoneOn(1, 1);
    assertThat(log.number("SELECT count(*) FROM manifest")).isZero();
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void aRowThatCannotBeReadIsSetAside() throws SQLException {
    // given a row of the queue that is damaged, between two that are not
    log.ingestion().append(batches(0, 3));
    log.change(
        "INSERT INTO manifest (shard, batch_count, packed) VALUES (0, 2, '\\x01ffffff'::bytea)");
    log.ingestion().append(batches(1, 3));

    AssignedLog.assignAll(log);

    requireGoneOn(0, 3);
    requireGoneOn(1, 3);
    assertThat(quarantine.list(null, 0, 10))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.code()).isEqualTo(ErrorCode.CHECK_FAILED.value());
              assertThat(one.batches()).isEqualTo(2);
              assertThat(one.first()).isNull();
            });
    assertThat(quarantine.list(ErrorCode.CHECK_FAILED.value(), 0, 10)).hasSize(1);
    assertThat(quarantine.list(ErrorCode.CONFLICT.value(), 0, 10)).isEmpty();
    long id = quarantine.list(null, 0, 10).getFirst().id();
    assertThatThrownBy(() -> quarantine.retry(id))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    quarantine.drop(id);
    assertThat(quarantine.list(null, 0, 10)).isEmpty();
  }

  @Test
  void aPartitionWhoseStateCannotBeReadIsSetAside() throws SQLException {
    log.ingestion().append(batches(0, 2));
    AssignedLog.assignAll(log);
    log.change(
        """
        UPDATE partition_state SET producers = '\\xff'::bytea WHERE part_id =
          (SELECT part_id FROM log_partition WHERE partition_number = 0)
        """);

    // when batches of it come among others
    log.ingestion().append(List.of(batch("p", 0, 2, 100), batch("q", 0, 0, 100)));
    log.ingestion().append(batches(1, 3));
    AssignedLog.assignAll(log);

    requireGoneOn(1, 3);
    assertThat(quarantine.list(null, 0, 10))
        .singleElement()
        .satisfies(one -> assertThat(one.batches()).isEqualTo(2));
  }

  @Test
  void whatPostgresqlRefusesIsSetAsideAndCanBeTriedAgain() throws Exception {
    // given a segment in the way of what partition 0 gets next
    log.change(
        """
        INSERT INTO segment (part_id, last_offset, base_offset, batch_count, packed, byte_count,
          youngest_micros)
        SELECT part_id, 9, 0, 1, '\\x01'::bytea, 0, 0 FROM log_partition WHERE partition_number = 0
        """);
    log.ingestion().append(batches(0, 1));
    log.ingestion().append(batches(1, 40));
    log.ingestion().append(batches(2, 40));

    // when offsets are given
    AssignedLog.assignAll(log);

    // then the one batch is set aside, with what it is, and the others have theirs
    requireGoneOn(1, 40);
    requireGoneOn(2, 40);
    QuarantinedBatches one = quarantine.list(null, 0, 10).getFirst();
    assertThat(one.reason()).contains("SQLSTATE 23505");
    assertThat(one.first())
        .isEqualTo(new QuarantinedBatches.First("t", 0, "p", 0, 0, "b", "p0/0", 10));
    assertThat(quarantine.list(null, 0, 10))
        .singleElement()
        .matches(batches -> batches.batches() == 1);
    assertThat(log.number("SELECT sum(batch_refs) FROM file"))
        .as("it keeps its object")
        .isEqualTo(81);

    // and who waits is not held up either
    FileCommit commit = LogDatabase.batchCommit(log.transactions());
    commit.commit(log.numbering().number(FileAppended.alone(batch("p", 1, 40, 100))));

    // when the cause is mended and it is tried again, then it has its offsets
    log.change("DELETE FROM segment WHERE batch_count = 1 AND packed = '\\x01'::bytea");
    quarantine.retry(one.id());
    AssignedLog.assignAll(log);
    requireGoneOn(0, 1);
    assertThat(quarantine.list(null, 0, 10)).isEmpty();
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void whatIsDroppedLetsGoOfItsObject() throws SQLException {
    log.change(
        """
        INSERT INTO segment (part_id, last_offset, base_offset, batch_count, packed, byte_count,
          youngest_micros)
        SELECT part_id, 9, 0, 1, '\\x01'::bytea, 0, 0 FROM log_partition WHERE partition_number = 0
        """);
    log.ingestion().append(batches(0, 1));
    AssignedLog.assignAll(log);

    quarantine.drop(quarantine.list(null, 0, 10).getFirst().id());

    assertThat(log.number("SELECT sum(batch_refs) FROM file")).isZero();
    assertThatThrownBy(() -> quarantine.drop(1))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void whatIsSetAsideStillRefersToItsObjectForTheAudit() throws SQLException {
    log.change(
        """
        INSERT INTO segment (part_id, last_offset, base_offset, batch_count, packed, byte_count,
          youngest_micros)
        SELECT part_id, 9, 0, 1, '\\x01'::bytea, 0, 0 FROM log_partition WHERE partition_number = 0
        """);
    log.ingestion().append(batches(0, 1));
    AssignedLog.assignAll(log);
    log.change("DELETE FROM segment");

    assertThat(log.auditor().audit("").clean()).isTrue();
  }
}
