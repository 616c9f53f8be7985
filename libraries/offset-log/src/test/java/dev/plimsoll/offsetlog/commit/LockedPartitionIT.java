package dev.plimsoll.offsetlog.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.testkit.Batches;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody has a partition's row for long: only its own shard waits.
class LockedPartitionIT {
  private static final int MANY = 20;
  private static final long LONG_ENOUGH_SECONDS = 60;
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07Z");

  private LogDatabase log;
  private FileCommit commit;
  private Connection person;

  @BeforeEach
  void lock() throws SQLException {
    // given two partitions of two shards, of which a person has one
    log = new LogDatabase("locked_partition", "");
    log.createPartitions("t", 2);
    assertThat(log.number("SELECT count(DISTINCT shard) FROM log_partition")).isEqualTo(2);
    commit = LogDatabase.fileCommit(log.transactions());
    person = log.connect();
    person.setAutoCommit(false);
    try (Statement statement = person.createStatement()) {
      statement.execute(
          """
          SELECT FROM partition_state WHERE part_id =
            (SELECT part_id FROM log_partition WHERE partition_number = 0) FOR UPDATE
          """);
    }
  }

  @AfterEach
  void close() throws SQLException {
    person.close();
    log.close();
  }

  private static FileAppended file(int partition, String producer, long sequence) {
    return new FileAppended(
        "b",
        "%s/%d/%d".formatted(producer, partition, sequence),
        List.of(new FileBatch("t", partition, producer, 0, sequence, 0, 100, 10, WRITTEN)));
  }

  private Admission commit(FileAppended file) throws Exception {
    return log.numbering().pass(file, commit::commit).outcomes().getFirst();
  }

  @Test
  void thoseWhoWaitForOffsetsElsewhereGetThem() throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      // when many append there, and one here, then those there have offsets while it is locked
      Future<Admission> here = threads.submit(() -> commit(file(0, "p", 0)));
      try {
        for (int i = 0; i < MANY; i++) {
          int sequence = i;
          Future<Admission> there = threads.submit(() -> commit(file(1, "q", sequence)));
          assertThat(there.get(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS))
              .isEqualTo(new Admission.Placed(10L * i));
        }
        assertThatThrownBy(() -> here.get(10, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
      } finally {
        person.rollback();
      }

      // and it has its own once the person has done
      assertThat(here.get(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS))
          .isEqualTo(new Admission.Placed(0));
    }
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void whatWaitsInOtherShardsGetsItsOffsets() throws Exception {
    // given batches that wait in both shards, and a single worker
    for (int i = 0; i < MANY; i++) {
      log.ingestion()
          .append(List.of(Batches.batch("t", 0, "p", 0, i), Batches.batch("t", 1, "p", 0, i)));
    }
    OffsetAssignment worker = new OffsetAssignment(log.transactions(), new RunSize.Fixed(5));
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      // when it works while one is locked, then the other shard is placed
      Future<Boolean> other =
          threads.submit(
              () -> {
                int shard = -1;
                while (log.batches("t", 1).size() < MANY) {
                  shard = worker.run(shard).shard();
                }
                return true;
              });
      try {
        assertThat(other.get(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(log.batches("t", 0)).isEmpty();
      } finally {
        person.rollback();
      }
    }

    // and all of it afterwards
    AssignedLog.assignAll(log);
    assertThat(log.batches("t", 0)).hasSize(MANY);
    assertThat(log.auditor().audit("").clean()).isTrue();
  }
}
