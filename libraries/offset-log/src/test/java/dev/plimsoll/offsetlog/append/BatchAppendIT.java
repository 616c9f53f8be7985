package dev.plimsoll.offsetlog.append;

import static dev.plimsoll.testkit.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.refusal.RefusalStore.RefusedBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchAppendIT {
  @AutoClose private LogDatabase log;
  private BatchAppend ingestion;

  @BeforeEach
  void open() {
    log = new LogDatabase("ingestion", "");
    ingestion = log.ingestion();
  }

  @Test
  void eachEventOfAPollIsJudgedInItsOrder() throws SQLException {
    ingestion.append(
        List.of(
            batch("t", 0, "p", 0, 0),
            batch("t", 0, "p", 0, 0),
            batch("t", 0, "p", 0, 2),
            batch("t", 0, "p", 0, 1),
            batch("t", 1, "p", 0, 0),
            batch("t", 0, "p", 1, 0),
            batch("t", 0, "p", 0, 1),
            batch("t", 0, "p", 0, 2)));

    AssignedLog.assignAll(log);

    assertThat(log.batches("t", 0))
        .extracting(BatchCommitted::producerEpoch, BatchCommitted::sequence)
        .containsExactly(tuple(0, 0L), tuple(0, 1L), tuple(1, 0L));
    BatchAppended gap = batch("t", 0, "p", 0, 2);
    assertThat(log.refused())
        .extracting(RefusedBatch::code, RefusedBatch::reason, RefusedBatch::batch)
        .containsExactly(
            tuple("out-of-sequence", "sequence 2 came where 1 was expected", gap),
            tuple("producer-fenced", "epoch 0 is fenced by epoch 1", gap));
    // and files have as many references as the log has batches of them
    assertThat(log.number("SELECT sum(batch_refs) FROM file")).isEqualTo(4);
  }

  @Test
  void aPollDeliveredAgainGetsNoOtherOffsetsWhetherOrNotItHasSomeYet() throws SQLException {
    var poll = List.of(batch("t", 0, "p", 0, 0), batch("t", 1, "q", 0, 0));
    ingestion.append(poll);
    ingestion.append(poll);
    AssignedLog.assignAll(log);
    ingestion.append(poll);

    AssignedLog.assignAll(log);

    assertThat(log.auditor().audit("").batches()).isEqualTo(2);
    assertThat(log.refused()).isEmpty();
    assertThat(log.number("SELECT sum(batch_refs) FROM file")).isEqualTo(2);
  }

  @Test
  void theSamePollAtOnceInManyPodsGetsItsOffsetsOnce() throws Exception {
    // given a poll of a hundred new producers in as many partitions
    var poll = new ArrayList<BatchAppended>();
    for (int i = 0; i < 100; i++) {
      poll.add(batch("t", i % 50, "p" + i, 0, 0));
    }

    // when six pods ingest it at once
    List<Callable<Boolean>> pods = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      pods.add(
          () -> {
            log.ingestion().append(poll);
            return true;
          });
    }
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (Future<Boolean> answer : threads.invokeAll(pods)) {
        assertThat(answer.get()).isTrue();
      }
    }

    // then each of its events has offsets once
    AssignedLog.assignAll(log);
    assertThat(log.auditor().audit("").batches()).isEqualTo(100);
    assertThat(log.auditor().audit("").clean()).isTrue();
    assertThat(log.number("SELECT sum(batch_refs) FROM file")).isEqualTo(100);
  }

  @Test
  void keepsNamesByTheirBytes() throws SQLException {
    ingestion.append(
        List.of(
            batch("Größe \" ' ; -- %", 0, "p'); DROP TABLE segment; --", 0, 0),
            batch("größe \" ' ; -- %", 0, "P'); DROP TABLE segment; --", 0, 0)));
    AssignedLog.assignAll(log);

    assertThat(log.batches("Größe \" ' ; -- %", 0)).hasSize(1);
    assertThat(log.batches("größe \" ' ; -- %", 0).getFirst().producerId()).startsWith("P'");
  }

  @Test
  void offsetsGrowBeyond32Bits() throws SQLException {
    for (int i = 0; i < 3; i++) {
      var small = batch("t", 0, "p", 0, i);
      ingestion.append(
          List.of(
              new BatchAppended(
                  "t", 0, "p", 0, i, small.object(), Integer.MAX_VALUE, small.maxTimestamp())));
    }
    AssignedLog.assignAll(log);

    assertThat(log.batches("t", 0).getLast().nextOffset()).isEqualTo(3L * Integer.MAX_VALUE);
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void goesOnInOtherShardsWhileOneIsHeld() throws SQLException {
    ingestion.append(List.of(batch("t", 0, "p", 0, 0), batch("t", 1, "p", 0, 0)));
    try (Connection holder = log.connect();
        Statement statement = holder.createStatement()) {
      // given one partition's shard locked by somebody who does not go on
      holder.setAutoCommit(false);
      statement.execute(
          "SELECT FROM shard l JOIN log_partition p ON p.shard = l.shard"
              + " WHERE p.partition_number = 0 FOR UPDATE OF l");

      // then the other gets its offsets, and the first still takes events
      AssignedLog.assignAll(log);
      assertThat(log.auditor().audit("").batches()).isEqualTo(1);
      ingestion.append(List.of(batch("t", 0, "p", 0, 1)));
      holder.rollback();
    }
    AssignedLog.assignAll(log);
    assertThat(log.auditor().audit("").batches()).isEqualTo(3);
  }
}
