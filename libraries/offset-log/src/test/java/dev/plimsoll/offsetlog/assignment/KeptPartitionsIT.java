package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.Tapped;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One who gives offsets by what he has read before, beside others who give some too.
class KeptPartitionsIT {
  private static final String READ = "SELECT s.part_id, s.next_offset";

  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicBoolean losesTheAnswer = new AtomicBoolean();
  @AutoClose private LogDatabase log;
  private OffsetAssignment keeping;

  @BeforeEach
  void open() {
    log = new LogDatabase("kept_partitions", "");
    keeping =
        new OffsetAssignment(
            new Transactions(
                Tapped.dataSource(
                    log.dataSource(),
                    (method, arguments, call) -> {
                      if (method.getName().equals("prepareStatement")
                          && arguments != null
                          && ((String) arguments[0]).startsWith(READ)) {
                        reads.incrementAndGet();
                      }
                      Object result = call.go();
                      if (method.getName().equals("commit")
                          && losesTheAnswer.compareAndSet(true, false)) {
                        throw new SQLException("the connection broke", "08006");
                      }
                      return result;
                    })),
            new RunSize.Fixed(1_000));
  }

  private void append(int partition, String producer, long sequence) throws SQLException {
    log.ingestion().append(List.of(Batches.batch("t", partition, producer, 0, sequence)));
  }

  private AssignedRun run() throws SQLException {
    reads.set(0);
    return keeping.run(-1);
  }

  @Test
  void readsPartitionsOnce() throws SQLException {
    append(0, "p", 0);
    run();
    assertThat(reads).hasValue(1);

    for (int sequence = 1; sequence < 5; sequence++) {
      append(0, "p", sequence);
      assertThat(run().outcome().batches()).isEqualTo(1);
      assertThat(reads).hasValue(0);
    }
  }

  @Test
  void readsThemAnewWhenAnotherHadTheShard() throws SQLException {
    // given a partition that it knows
    append(0, "p", 0);
    run();

    // when another gives offsets there
    append(0, "p", 1);
    AssignedLog.assignAll(log);

    // then it goes on from there
    append(0, "p", 2);
    assertThat(run().outcome().batches()).isEqualTo(1);
    assertThat(reads).hasValue(1);
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void readsThemAnewBeforeItRefusesAnything() throws SQLException {
    // given a partition that somebody has moved without its shard's lock
    append(0, "p", 0);
    run();
    log.change("UPDATE partition_state SET next_offset = 7, producers = ''");

    // when a batch comes that what is kept would call a duplicate
    log.change(
        "INSERT INTO manifest (shard, batch_count, packed) SELECT 0, 1, packed FROM segment");
    AssignedRun run = run();

    // then it is judged by what is stored
    assertThat(run.outcome().batches()).isEqualTo(1);
    assertThat(reads).hasValue(1);
  }

  /// So it is where another locks the shard between the reading of its row and the row's own lock.
  @Test
  void readsThemAnewWhereTheyWereMovedAllTheSame() throws SQLException {
    // given a partition that it knows, where somebody has moved it whom the shard does not show
    append(0, "p", 0);
    run();
    log.change("UPDATE partition_state SET next_offset = next_offset + 5");

    // when it gives offsets there
    append(0, "p", 1);
    AssignedRun run = run();

    // then nobody is published of it: they are given from where the partition stands
    assertThat(run.outcome().batches()).isEqualTo(1);
    assertThat(reads).hasValue(1);
    assertThat(log.number("SELECT max(base_offset) FROM segment"))
        .isEqualTo(log.number("SELECT max(last_offset) + 6 FROM segment WHERE base_offset = 0"));
  }

  @Test
  void readsThemAnewWhereTheAnswerToItsCommitWasLost() throws SQLException {
    // given a partition that it knows, and a run that is done without its knowing
    append(0, "p", 0);
    run();
    append(0, "p", 1);
    losesTheAnswer.set(true);
    assertThatThrownBy(this::run).isInstanceOf(SQLException.class);

    // when it goes on, with what comes next and what comes again
    append(0, "p", 1);
    append(0, "p", 2);
    AssignedRun next = run();

    // then nothing is there twice
    assertThat(reads).hasValue(1);
    assertThat(next.outcome().batches()).isEqualTo(1);
    assertThat(next.outcome().duplicates()).isEqualTo(1);
    assertThat(log.batches("t", 0)).hasSize(3);
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void refusesWhatComesForAPartitionThatIsGone() throws SQLException {
    append(0, "p", 0);
    run();
    append(0, "p", 1);
    log.topics().delete("t");

    assertThat(run().outcome().refused())
        .singleElement()
        .extracting(Placement.Refusal::why)
        .isInstanceOf(Admission.UnknownPartition.class);
  }

  @Test
  void keepsNoMoreThanItMay() throws SQLException {
    KeptPartitions kept = new KeptPartitions();
    List<PlacedPartition> many = new ArrayList<>();
    for (int partId = 0; partId <= KeptPartitions.MOST_PRODUCERS; partId++) {
      PartitionProducers producers = new PartitionProducers(new byte[0]);
      producers.admit(1, 0, 0, 0);
      many.add(new PlacedPartition(partId, 0, 0, 0, producers));
    }

    kept.keep(0, kept.take(0, 0, 1), many.subList(1, many.size()), 7, 1);
    KeptPartitions.Shard most = kept.take(0, 7, 1);
    assertThat(most.isEmpty()).isFalse();
    kept.keep(0, most, many.subList(0, 1), 8, 1);

    assertThat(kept.take(0, 8, 1).isEmpty()).isTrue();
  }

  @Test
  void ofAnotherHistoryNothingIsTaken() {
    // given that the transaction which had the shard last has the same number there
    KeptPartitions kept = new KeptPartitions();
    List<PlacedPartition> some =
        List.of(new PlacedPartition(1, 0, 0, 0, new PartitionProducers(new byte[0])));

    kept.keep(0, kept.take(0, 0, 1), some, 7, 1);
    assertThat(kept.take(0, 7, 2).isEmpty()).isTrue();
    kept.keep(0, new KeptPartitions.Shard(), some, 7, -1);
    assertThat(kept.take(0, 7, -1).isEmpty()).isTrue();
    kept.keep(0, new KeptPartitions.Shard(), some, 7, 1);
    assertThat(kept.take(0, 7, 1).isEmpty()).isFalse();
  }

  /// More producers than a row has room for, resends, gaps and new epochs, and another who gives
  /// offsets now and then: whatever is kept, it comes out as if nothing were.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void judgesAsOneWhoKeepsNothing(long seed) throws SQLException {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (LogDatabase plain = new LogDatabase("kept_nothing", "")) {
      for (int round = 0; round < 60; round++) {
        List<BatchAppended> batches = new ArrayList<>();
        for (int i = random.nextInt(30); i >= 0; i--) {
          batches.add(
              Batches.batch(
                  "t",
                  random.nextInt(5),
                  "p" + random.nextInt(24),
                  random.nextInt(1 + round / 20),
                  random.nextInt(4)));
        }
        log.ingestion().append(batches);
        plain.ingestion().append(batches);
        if (random.nextInt(4) == 0) {
          AssignedLog.assignAll(log);
        } else {
          while (!keeping.run(-1).idle()) {
            // the other shard
          }
        }
        AssignedLog.assignAll(plain);
      }
      for (int partition = 0; partition < 5; partition++) {
        assertThat(log.batches("t", partition)).isEqualTo(plain.batches("t", partition));
      }
      assertThat(log.number("SELECT count(*) FROM refusal"))
          .isEqualTo(plain.number("SELECT count(*) FROM refusal"));
      assertThat(log.auditor().audit("").clean()).isTrue();
    }
  }
}
