package dev.plimsoll.offsetlog.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.publication.Publication.UnpublishedBatch;
import dev.plimsoll.testkit.Batches;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublicationIT {
  private static final int PARTITIONS = 3;
  private static final int MANY = 1_000;
  private static final int SLICE = 50;

  @AutoClose private LogDatabase log;

  @BeforeEach
  void fill() throws SQLException {
    // given three partitions of four segments of five batches each
    log = new LogDatabase("publication", "");
    for (int round = 0; round < 4; round++) {
      List<BatchAppended> events = new ArrayList<>();
      for (int i = 0; i < 5 * PARTITIONS; i++) {
        events.add(Batches.batch("t", i % PARTITIONS, "p", 0, 5L * round + i / PARTITIONS));
      }
      log.ingestion().append(events);
      AssignedLog.assignAll(log);
    }
  }

  @Test
  void everyBatchIsToldOnceInTheOrderOfItsPartition() throws SQLException {
    // when rounds end anywhere, also within a segment
    List<BatchCommitted> told = new ArrayList<>();
    for (List<UnpublishedBatch> round = log.tell(7); !round.isEmpty(); round = log.tell(7)) {
      assertThat(round).hasSizeLessThanOrEqualTo(7);
      round.forEach(unpublished -> told.add(unpublished.batch()));
    }

    // then
    assertThat(told).hasSize(20 * PARTITIONS);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int number = partition;
      assertThat(told.stream().filter(batch -> batch.partition() == number))
          .containsExactlyElementsOf(log.batches("t", partition));
    }

    // and what comes later is told, and nothing else
    log.ingestion().append(List.of(Batches.batch("t", 1, "p", 0, 20)));
    assertThat(log.tellAll()).isEmpty();
    AssignedLog.assignAll(log);
    assertThat(log.tellAll()).extracting(BatchCommitted::sequence).containsExactly(20L);
  }

  @Test
  void whatKafkaDidNotTakeIsToldAgainWithWhatFollowsItUnderTheSameIds() throws SQLException {
    List<UnpublishedBatch> first = next(100);

    // when the third batch of the first partition was refused
    UnpublishedBatch refused = first.get(2);
    log.transactions()
        .run(
            connection -> {
              Publication.published(
                  connection, first, first.stream().filter(batch -> batch != refused).toList());
              return null;
            });

    // then it comes again, and what was told behind it, as the same messages
    assertThat(next(100))
        .isEqualTo(
            first.stream().filter(batch -> batch.partId() == refused.partId()).skip(2).toList());
    assertThat(next(100).getFirst().id()).isEqualTo(refused.id());
    assertThat(first.stream().map(UnpublishedBatch::id)).doesNotHaveDuplicates();
  }

  @Test
  void nothingIsForgottenWhenNothingWasTold() throws SQLException {
    List<UnpublishedBatch> first = next(10);

    log.transactions()
        .run(
            connection -> {
              Publication.published(connection, first, List.of());
              return null;
            });

    assertThat(next(10)).isEqualTo(first);
  }

  @Test
  void aPartitionWithMuchToTellDoesNotHoldTheOthers() throws SQLException {
    List<Integer> begins = new ArrayList<>();
    UnpublishedPartitions partitions = new UnpublishedPartitions(UnpublishedPartitions.SLICE);
    for (int round = 0; round < PARTITIONS; round++) {
      begins.add(next(partitions, 2).getFirst().partId());
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

    assertThatThrownBy(() -> next(100))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECK_FAILED))
        .hasMessageContaining("its next batch begins at");
  }

  @Test
  void aRoundCostsWhatHasNewsHoweverManyPartitionsThereAre() throws SQLException {
    // given many partitions that have nothing to tell
    log.tellAll();
    log.createPartitions("quiet", MANY);
    UnpublishedPartitions partitions = new UnpublishedPartitions(SLICE);

    // when offsets are given here, then they are told without reading the others
    place("quiet", MANY - 1);
    partitions.moved(
        List.of(
            (int)
                log.number(
                    "SELECT part_id FROM log_partition WHERE topic = 'quiet'"
                        + " ORDER BY partition_number DESC LIMIT 1")));
    Round own = round(partitions);
    assertThat(own.told()).isEqualTo(1);
    assertThat(own.rowsRead()).isLessThan(3 * SLICE);

    // and what another process has left is found by going round, a slice at a time
    place("quiet", MANY - 2);
    List<Round> rounds = new ArrayList<>();
    do {
      rounds.add(round(partitions));
    } while (rounds.getLast().told() == 0 && rounds.size() < MANY);
    assertThat(rounds).hasSizeLessThanOrEqualTo(2 + (MANY + PARTITIONS) / SLICE);
    assertThat(rounds).allMatch(round -> round.rowsRead() < 3 * SLICE);
  }

  private void place(String topic, int partition) throws SQLException {
    log.ingestion().append(List.of(Batches.batch(topic, partition, "p", 0, 0)));
    AssignedLog.assignAll(log);
  }

  private record Round(int told, long rowsRead) {}

  private Round round(UnpublishedPartitions partitions) throws SQLException {
    return log.transactions()
        .run(
            connection -> {
              assertThat(Publication.tryLock(connection)).isTrue();
              long before = rowsRead(connection);
              List<UnpublishedBatch> round = Publication.next(connection, partitions, 100);
              long read = rowsRead(connection) - before;
              Publication.published(connection, round, round);
              return new Round(round.size(), read);
            });
  }

  private static long rowsRead(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))
                FROM pg_stat_xact_user_tables
                WHERE relname IN ('publication', 'partition_state', 'log_partition')
                """)) {
      row.next();
      return row.getLong(1);
    }
  }

  private List<UnpublishedBatch> next(int atMost) throws SQLException {
    return next(new UnpublishedPartitions(UnpublishedPartitions.SLICE), atMost);
  }

  private List<UnpublishedBatch> next(UnpublishedPartitions partitions, int atMost)
      throws SQLException {
    return log.transactions().run(connection -> Publication.next(connection, partitions, atMost));
  }
}
