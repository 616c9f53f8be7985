package dev.plimsoll.offsetlog.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.testkit.Batches;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublicationIT {
  private static final int PARTITIONS = 3;

  private LogDatabase log;

  @BeforeEach
  void fill() throws SQLException {
    // given three partitions of four segments of five batches each
    log = new LogDatabase("publication", "");
    for (int round = 0; round < 4; round++) {
      List<BatchAppended> events = new ArrayList<>();
      for (int i = 0; i < 5 * PARTITIONS; i++) {
        events.add(Batches.batch("t", i % PARTITIONS, "p", 0, 5L * round + i / PARTITIONS));
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
  void everyBatchIsToldOnceInTheOrderOfItsPartition() throws SQLException {
    // when rounds end anywhere, also within a segment
    List<BatchCommitted> told = new ArrayList<>();
    for (List<UntoldBatch> round = log.tell(7); !round.isEmpty(); round = log.tell(7)) {
      assertThat(round).hasSizeLessThanOrEqualTo(7);
      round.forEach(untold -> told.add(untold.batch()));
    }

    // then
    assertThat(told).hasSize(20 * PARTITIONS);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int number = partition;
      assertThat(told.stream().filter(batch -> batch.partition() == number))
          .containsExactlyElementsOf(log.batches("t", partition));
    }

    // and what comes later is told, and nothing else
    log.ingestion().ingest(List.of(Batches.batch("t", 1, "p", 0, 20)));
    assertThat(log.tellAll()).isEmpty();
    AssignedLog.assignAll(log);
    assertThat(log.tellAll()).extracting(BatchCommitted::sequence).containsExactly(20L);
  }

  @Test
  void whatKafkaDidNotTakeIsToldAgainWithWhatFollowsItUnderTheSameIds() throws SQLException {
    List<UntoldBatch> first = next(0, 100);

    // when the third batch of the first partition was refused
    UntoldBatch refused = first.get(2);
    log.transactions()
        .run(
            connection -> {
              Publication.told(
                  connection, first, first.stream().filter(batch -> batch != refused).toList());
              return null;
            });

    // then it comes again, and what was told behind it, as the same messages
    assertThat(next(0, 100))
        .isEqualTo(
            first.stream().filter(batch -> batch.partId() == refused.partId()).skip(2).toList());
    assertThat(next(0, 100).getFirst().id()).isEqualTo(refused.id());
    assertThat(first.stream().map(UntoldBatch::id)).doesNotHaveDuplicates();
  }

  @Test
  void nothingIsForgottenWhenNothingWasTold() throws SQLException {
    List<UntoldBatch> first = next(0, 10);

    log.transactions()
        .run(
            connection -> {
              Publication.told(connection, first, List.of());
              return null;
            });

    assertThat(next(0, 10)).isEqualTo(first);
  }

  @Test
  void aPartitionWithMuchToTellDoesNotHoldTheOthers() throws SQLException {
    List<Integer> begins = new ArrayList<>();
    int last = 0;
    for (int round = 0; round < PARTITIONS; round++) {
      last = next(last, 2).getFirst().partId();
      begins.add(last);
    }

    assertThat(begins).doesNotHaveDuplicates();
  }

  @Test
  void oneTellsAtATime() throws SQLException {
    try (Connection one = log.connect();
        Connection two = log.connect()) {
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      assertThat(Publication.tryLock(one)).isTrue();
      assertThat(Publication.tryLock(two)).isFalse();
      // and waits longer for Kafka than a pool's sessions may idle elsewhere
      try (Statement statement = one.createStatement();
          ResultSet limit = statement.executeQuery("SHOW idle_in_transaction_session_timeout")) {
        limit.next();
        assertThat(limit.getString(1)).isEqualTo("10min");
      }

      one.rollback();

      assertThat(Publication.tryLock(two)).isTrue();
    }
  }

  @Test
  void nothingIsToldBeyondAHole() throws SQLException {
    log.change(
        "DELETE FROM segment WHERE part_id = 1 AND last_offset ="
            + " (SELECT min(last_offset) FROM segment WHERE part_id = 1)");

    assertThatThrownBy(() -> next(0, 100))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECK_FAILED))
        .hasMessageContaining("its next batch begins at");
  }

  private List<UntoldBatch> next(int startAfter, int atMost) throws SQLException {
    return log.transactions().run(connection -> Publication.next(connection, startAfter, atMost));
  }
}
