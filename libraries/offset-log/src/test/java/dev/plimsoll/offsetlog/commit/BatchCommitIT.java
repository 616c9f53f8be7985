package dev.plimsoll.offsetlog.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.offsetlog.refusal.RefusalStore.RefusedBatch;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchCommitIT {
  private static final int PRODUCERS = 4;
  private static final int BATCHES = 150;
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07Z");

  @AutoClose private LogDatabase log;
  private Pod commit;

  /// One process with the ingress path.
  private record Pod(FileNumbering numbering, FileCommit ingress) {
    static Pod on(LogDatabase log) {
      return new Pod(log.numbering(), LogDatabase.batchCommit(log.transactions()));
    }

    Admission commit(BatchAppended batch) throws SQLException, InterruptedException {
      return ingress.commit(number(batch)).outcomes().getFirst();
    }

    LogFile number(BatchAppended batch) throws SQLException {
      return numbering.number(FileAppended.alone(batch));
    }
  }

  @BeforeEach
  void open() throws SQLException {
    log = new LogDatabase("batch_commit", "");
    log.createPartitions("t", 2);
    commit = Pod.on(log);
  }

  /// Ten batches of all producers share an object.
  private static BatchAppended batch(String producer, int partition, long sequence) {
    return new BatchAppended(
        "t",
        partition,
        producer,
        0,
        sequence,
        new ObjectRange("b", "object/" + sequence / 10, 100 * sequence, 100),
        10,
        WRITTEN);
  }

  private static Admission duplicate(long baseOffset) {
    return new Admission.Duplicate(OptionalLong.of(baseOffset));
  }

  private long references() throws SQLException {
    return log.number("SELECT sum(batch_refs) FROM file");
  }

  @Test
  void batchesShareAnObjectAndEachIsAnsweredItsOffsets() throws Exception {
    assertThat(commit.commit(batch("p", 0, 0))).isEqualTo(new Admission.Placed(0));
    assertThat(commit.commit(batch("q", 0, 0))).isEqualTo(new Admission.Placed(10));
    assertThat(commit.commit(batch("p", 1, 0))).isEqualTo(new Admission.Placed(0));

    assertThat(log.number("SELECT count(*) FROM file")).isEqualTo(1);
    assertThat(references()).isEqualTo(3);
    assertThat(log.batches("t", 0))
        .extracting(BatchCommitted::producerId)
        .containsExactly("p", "q");
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void aResendIsAnsweredTheSameHoweverLongAgoAndByWhomever() throws Exception {
    // given twenty batches, of which the partition remembers five
    for (int sequence = 0; sequence < 20; sequence++) {
      commit.commit(batch("p", 0, sequence));
    }

    // when each is sent again, to another pod, then it has the offsets that it had
    Pod another = Pod.on(log);
    for (int sequence = 0; sequence < 20; sequence++) {
      assertThat(another.commit(batch("p", 0, sequence))).isEqualTo(duplicate(10L * sequence));
    }
    assertThat(references()).isEqualTo(20);
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void aResendUnderAnotherKeyIsAnsweredWithoutALock() throws Exception {
    // given more batches than the partition remembers
    for (int sequence = 0; sequence < 20; sequence++) {
      commit.commit(batch("p", 0, sequence));
    }

    // when an old one comes in another object
    BatchAppended old = batch("p", 0, 3);
    BatchAppended elsewhere =
        new BatchAppended(
            "t",
            0,
            "p",
            0,
            3,
            new ObjectRange("b", "elsewhere", 0, 100),
            old.recordCount(),
            WRITTEN);

    // then it has the offsets that it had, and nothing refers to the other object
    assertThat(commit.commit(elsewhere)).isEqualTo(duplicate(30));
    assertThat(log.number("SELECT batch_refs FROM file WHERE object_key = 'elsewhere'")).isZero();
  }

  private static BatchAppended longer(BatchAppended batch) {
    return new BatchAppended(
        batch.topic(),
        batch.partition(),
        batch.producerId(),
        batch.producerEpoch(),
        batch.sequence(),
        batch.object(),
        batch.recordCount() + 1,
        batch.maxTimestamp());
  }

  @Test
  void anotherBatchUnderASequenceOfBeforeIsRefused() throws Exception {
    // given more batches than the partition remembers, among those of another producer
    for (int sequence = 0; sequence < 20; sequence++) {
      commit.commit(batch("p", 0, sequence));
      commit.commit(batch("q", 0, sequence));
    }
    Admission conflicting = new Admission.Conflicting(11, 10);

    // when batches of other lengths come under their sequences, then they are told from the same
    for (int sequence = 0; sequence < 20; sequence++) {
      assertThat(commit.commit(longer(batch("p", 0, sequence)))).isEqualTo(conflicting);
      assertThat(commit.commit(batch("p", 0, sequence))).isEqualTo(duplicate(20L * sequence));
    }
    assertThat(references()).isEqualTo(40);

    // when they come by the queue, also with the one of before in the same run, then for dead
    // letters
    log.ingestion()
        .append(
            List.of(
                longer(batch("p", 0, 19)),
                batch("p", 0, 19),
                batch("p", 0, 20),
                batch("p", 0, 20),
                longer(batch("p", 0, 20))));
    AssignedLog.assignAll(log);
    assertThat(log.refused())
        .extracting(RefusedBatch::code)
        .containsExactly(ErrorCode.BATCH_CONFLICT.value(), ErrorCode.BATCH_CONFLICT.value());
    assertThat(references()).isEqualTo(41);
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void whatIsRefusedIsAnsweredAndRefersToNothing() throws Exception {
    commit.commit(batch("p", 0, 0));

    assertThat(commit.commit(batch("p", 0, 2))).isEqualTo(new Admission.OutOfSequence(2, 1));

    assertThat(references()).isEqualTo(1);
    assertThat(log.refused()).as("for dead letters").isEmpty();
    commit.commit(batch("p", 0, 1));
    assertThat(commit.commit(batch("p", 0, 2))).isEqualTo(new Admission.Placed(20));
    assertThat(references()).isEqualTo(3);
  }

  @Test
  void ofABatchWhosePartitionIsGoneNothingIsKept() throws Exception {
    LogFile numbered = commit.number(batch("p", 0, 0));
    log.topics().delete("t");

    assertThatThrownBy(() -> commit.ingress().commit(numbered))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_PARTITION));
    assertThat(log.number("SELECT count(*) FROM file")).isZero();
  }

  @ParameterizedTest
  @EnumSource(LostCommits.Moment.class)
  void whereTheAnswerToTheCommitIsLostTheSameBatchAgainTellsWhatWasDone(LostCommits.Moment moment)
      throws Exception {
    // given a batch of which nobody knows whether it has offsets
    commit.commit(batch("p", 0, 0));
    LostCommits lost = new LostCommits(moment);
    Pod breaking =
        new Pod(
            log.numbering(), LogDatabase.batchCommit(new Transactions(lost.on(log.dataSource()))));
    assertThatThrownBy(() -> breaking.commit(batch("p", 0, 1))).isInstanceOf(SQLException.class);

    // when it is sent again, then it has them, and has them once
    assertThat(breaking.commit(batch("p", 0, 1)))
        .isEqualTo(
            switch (moment) {
              case BEFORE -> new Admission.Placed(10);
              case AFTER -> duplicate(10);
            });
    assertThat(log.batches("t", 0)).hasSize(2);
    assertThat(references()).isEqualTo(2);
  }

  /// Each batch comes through both ingress paths at once, and backends die.
  @Test
  void beyondBothDoorsAndWhateverDiesTheOffsetsAnsweredAreTheOffsetsStored() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicInteger failures = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    List<Pod> pods = List.of(commit, Pod.on(log));
    List<Future<Map<Long, Admission>>> producers = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < PRODUCERS; i++) {
        String producer = "p" + i;
        Pod pod = pods.get(i % 2);
        producers.add(threads.submit(() -> produce(pod, producer, failures, answered)));
      }
      Future<Boolean> worker = threads.submit(() -> assign(going));
      Future<Boolean> killer =
          threads.submit(() -> new Kills(log, new Random(seed), going, answered::get).run());
      try {
        for (Future<?> producer : producers) {
          producer.get(10, TimeUnit.MINUTES);
        }
      } finally {
        going.set(false);
      }
      assertThat(killer.get()).isTrue();
      assertThat(worker.get()).isTrue();
    }
    AssignedLog.assignAll(log);

    // then
    assertThat(failures.get()).as("kills that were felt").isPositive();
    assertThat(log.auditor().audit("").clean()).isTrue();
    List<BatchCommitted> stored = log.batches("t", 0);
    assertThat(stored).hasSize(PRODUCERS * BATCHES);
    for (BatchCommitted batch : stored) {
      int producer = Integer.parseInt(batch.producerId().substring(1));
      assertThat(producers.get(producer).get().get(batch.sequence()))
          .isIn(new Admission.Placed(batch.baseOffset()), duplicate(batch.baseOffset()));
    }
    assertThat(references()).isEqualTo(PRODUCERS * BATCHES);
  }

  private Map<Long, Admission> produce(
      Pod pod, String producer, AtomicInteger failures, AtomicInteger answered) throws Exception {
    BatchAppend ingestion = log.ingestion();
    Map<Long, Admission> answers = new HashMap<>();
    for (long sequence = 0; sequence < BATCHES; sequence++) {
      BatchAppended batch = batch(producer, 0, sequence);
      while (!answers.containsKey(sequence)) {
        try {
          ingestion.append(List.of(batch));
          answers.put(sequence, pod.commit(batch));
          answered.incrementAndGet();
        } catch (SQLException e) {
          assertThat(e.getSQLState()).as("no deadlock").isNotEqualTo("40P01");
          failures.incrementAndGet();
        }
      }
    }
    return answers;
  }

  private boolean assign(AtomicBoolean going) throws InterruptedException {
    OffsetAssignment assignment = new OffsetAssignment(log.transactions(), new RunSize.Fixed(60));
    int last = -1;
    while (going.get()) {
      try {
        last = AssignedLog.runOrRest(assignment, last);
      } catch (SQLException e) {
        assertThat(e.getSQLState()).as("no deadlock").isNotEqualTo("40P01");
      }
    }
    return true;
  }
}
