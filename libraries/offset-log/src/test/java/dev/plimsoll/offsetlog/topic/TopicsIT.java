package dev.plimsoll.offsetlog.topic;

import static dev.plimsoll.testkit.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.log.TopicPatch;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.Partitions.PartitionPlace;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.offsetlog.refusal.RefusalStore.RefusedBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsIT {
  private static final int POLLS = 150;

  @AutoClose private LogDatabase log;
  private Partitions partitions;
  private Topics topics;

  @BeforeEach
  void open() {
    log = new LogDatabase("topics", "");
    partitions = log.partitions();
    topics = new Topics(log.transactions(), partitions);
  }

  private static TopicRequest request(String name, int partitions) {
    return new TopicRequest(name, partitions, null, null, null);
  }

  private static TopicPatch patch(@Nullable Integer partitions, @Nullable Long retentionMs) {
    return new TopicPatch(partitions, null, retentionMs, null);
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(PlimsollException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aTopicIsMadeOnceAndTheSameAgainIsNoHarm() throws SQLException {
    TopicRequest request = new TopicRequest("t", 3, true, 60_000L, -1L);

    assertThat(topics.create(request)).isTrue();
    assertThat(topics.create(request)).isFalse();

    assertThat(log.reader().topic("t")).isEqualTo(new LogTopic("t", 3, 0, 0, true, 60_000L, null));
    assertThat(log.reader().partitions("t", -1, 1_000))
        .extracting(LogPartition::partition, LogPartition::nextOffset)
        .containsExactly(tuple(0, 0L), tuple(1, 0L), tuple(2, 0L));
    assertRefused(
        ErrorCode.CONFLICT, () -> topics.create(new TopicRequest("t", 4, true, 60_000L, -1L)));
    assertRefused(
        ErrorCode.CONFLICT, () -> topics.create(new TopicRequest("t", 3, false, 60_000L, -1L)));
  }

  @Test
  void madeInManyPodsAtOnceItIsMadeInOne() throws Exception {
    List<Callable<Boolean>> pods = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      pods.add(() -> new Topics(log.transactions(), log.partitions()).create(request("t", 20)));
    }

    List<Boolean> made = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (Future<Boolean> answer : threads.invokeAll(pods)) {
        made.add(answer.get());
      }
    }

    assertThat(made).containsOnlyOnce(true);
    assertThat(log.reader().partitions("t", -1, 1_000)).hasSize(20);
  }

  @Test
  void partitionsAreAddedAndNeverTakenAway() throws SQLException {
    topics.create(request("t", 2));
    log.ingestion().append(List.of(batch("t", 1, "p", 0, 0)));
    AssignedLog.assignAll(log);

    topics.change("t", patch(4, 5_000L));
    assertRefused(ErrorCode.CONFLICT, () -> topics.change("t", patch(3, 6_000L)));
    topics.change("t", patch(null, null));

    assertThat(log.reader().topic("t").partitions()).isEqualTo(4);
    assertThat(log.reader().topic("t").retentionMs()).isEqualTo(5_000L);
    assertThat(log.batches("t", 1)).hasSize(1);
    topics.change("t", patch(null, -1L));
    assertThat(log.reader().topic("t").retentionMs()).isNull();
    assertRefused(ErrorCode.NOT_FOUND, () -> topics.change("none", patch(4, null)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "a\u0000", "\ud800"})
  void namesThatNobodyCouldWriteAreRefused(String name) {
    assertRefused(ErrorCode.INVALID_REQUEST, () -> topics.create(request(name, 1)));
  }

  @Test
  void numbersThatMakeNoSenseAreRefused() throws SQLException {
    assertRefused(ErrorCode.INVALID_REQUEST, () -> topics.create(request("t", 0)));
    assertRefused(ErrorCode.INVALID_REQUEST, () -> topics.create(request("t", 100_001)));
    assertRefused(
        ErrorCode.INVALID_REQUEST, () -> topics.create(new TopicRequest("t", 1, null, 0L, null)));
    assertRefused(
        ErrorCode.INVALID_REQUEST, () -> topics.create(new TopicRequest("t", 1, null, null, -2L)));
    assertThat(log.number("SELECT count(*) FROM log_topic")).isZero();
  }

  @Test
  void aDeletedTopicIsGoneAndAnotherOfItsNameBeginsAnew() throws SQLException {
    // given batches with offsets and one that waits
    topics.create(request("t", 2));
    log.ingestion().append(List.of(batch("t", 0, "p", 0, 0), batch("t", 1, "p", 0, 0)));
    AssignedLog.assignAll(log);
    BatchAppended waiting = batch("t", 0, "p", 0, 1);
    log.ingestion().append(List.of(waiting));

    // when
    topics.delete("t");
    AssignedLog.assignAll(log);

    // then it cannot be read, and what waited is refused by its name
    assertRefused(ErrorCode.NOT_FOUND, () -> log.reader().topic("t"));
    assertRefused(ErrorCode.NOT_FOUND, () -> log.reader().partitions("t", -1, 1_000));
    assertRefused(ErrorCode.NOT_FOUND, () -> log.batches("t", 0));
    assertRefused(ErrorCode.NOT_FOUND, () -> topics.delete("t"));
    assertThat(log.refused())
        .extracting(RefusedBatch::code, RefusedBatch::batch)
        .containsExactly(tuple("unknown-partition", waiting));
    assertThat(log.tellAll()).isEmpty();
    assertThat(log.auditor().audit("").partitions()).isZero();

    // and another one has nothing of it
    assertThat(topics.create(request("t", 1))).isTrue();
    log.ingestion().append(List.of(batch("t", 0, "p", 0, 0)));
    AssignedLog.assignAll(log);
    assertThat(log.batches("t", 0)).singleElement().matches(one -> one.baseOffset() == 0);
    assertThat(log.number("SELECT max(part_id) FROM partition_state")).isEqualTo(3);
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void aPodThatDidNotDeleteForgetsAtItsNextLook() throws SQLException {
    // given another pod that knows the partition
    topics.create(request("t", 1));
    PartitionName name = new PartitionName("t", 0);
    Partitions elsewhere = log.partitions();
    DeletedTopics deleted = new DeletedTopics(log.transactions(), elsewhere);
    deleted.look();
    assertThat(elsewhere.find(Set.of(name)).get(name)).matches(place -> place.partId() == 1);

    // when it is deleted and made anew here
    topics.delete("t");
    topics.create(request("t", 1));
    assertThat(partitions.find(Set.of(name)).get(name)).matches(place -> place.partId() == 2);
    deleted.look();

    // then
    assertThat(elsewhere.find(Set.of(name)).get(name)).matches(place -> place.partId() == 2);
  }

  @Test
  void aPodThatLearnsThatAPartitionIsGoneForgetsItsTopic() throws SQLException {
    // given another pod that knows two topics
    topics.create(request("t", 2));
    topics.create(request("u", 1));
    Set<PartitionName> names =
        Set.of(new PartitionName("t", 0), new PartitionName("t", 1), new PartitionName("u", 0));
    Partitions elsewhere = log.partitions();
    Map<PartitionName, PartitionPlace> before = elsewhere.find(names);

    // when one of them is made anew here, and the pod meets a partition that is gone
    topics.delete("t");
    topics.create(request("t", 2));
    elsewhere.forget(Set.of(before.get(new PartitionName("t", 1)).partId()));

    // then it knows where each is
    assertThat(elsewhere.find(names)).isEqualTo(partitions.find(names)).isNotEqualTo(before);
  }

  @Test
  void whereNothingIsMadeByItselfEventsOfUnknownPartitionsAreLeftOut() throws SQLException {
    topics.create(request("t", 1));
    BatchAppend ingestion =
        new BatchAppend(
            log.transactions(), partitions, new ProducerRefs(log.transactions()), false);

    Set<PartitionName> unknown =
        ingestion.append(
            List.of(batch("t", 0, "p", 0, 0), batch("t", 1, "p", 0, 0), batch("u", 0, "p", 0, 0)));

    assertThat(unknown)
        .containsExactlyInAnyOrder(new PartitionName("t", 1), new PartitionName("u", 0));
    AssignedLog.assignAll(log);
    assertThat(log.auditor().audit("").batches()).isEqualTo(1);
    assertThat(log.reader().topics("", 10)).extracting(LogTopic::topic).containsExactly("t");
  }

  /// Two producers, two workers, an audit, and somebody who deletes one of the topics again and
  /// again, which comes back with the next event.
  @Test
  void deletionBesideAppendsLeavesNothingHalf() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    AtomicBoolean going = new AtomicBoolean(true);
    List<Callable<Void>> all = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String producer = "producer-" + i;
      Random random = new Random(seed + i);
      all.add(() -> produce(producer, random));
    }
    List<Callable<Void>> others = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      others.add(() -> assign(going));
    }
    AtomicInteger deletions = new AtomicInteger();
    others.add(() -> delete(going, deletions));
    others.add(() -> audit(going));

    // when
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Void>> under = others.stream().map(threads::submit).toList();
      try {
        for (Future<Void> producer : threads.invokeAll(all)) {
          producer.get(2, TimeUnit.MINUTES);
        }
      } finally {
        going.set(false);
      }
      for (Future<Void> other : under) {
        other.get(2, TimeUnit.MINUTES);
      }
    }
    AssignedLog.assignAll(log);

    // then what is there is whole, what is gone is gone as a whole, and files are counted right
    assertThat(deletions.get()).as("deletions that took place").isPositive();
    assertThat(log.auditor().audit("").clean()).isTrue();
    assertThat(log.hotState().look().tornPartitions()).isZero();
    assertThat(log.number("SELECT sum(batch_refs) FROM file"))
        .isEqualTo(log.number("SELECT sum(batch_count) FROM segment"));
    assertThat(
            log.number(
                """
                SELECT count(*) FROM (
                  SELECT base_offset, lag(last_offset, 1, -1::bigint)
                    OVER (PARTITION BY part_id ORDER BY last_offset) AS before FROM segment) g
                WHERE base_offset <> before + 1
                """))
        .isZero();
    assertThat(
            log.number(
                """
                SELECT count(*) FROM log_partition p JOIN log_topic t ON t.topic_id = p.topic_id
                LEFT JOIN partition_state s ON s.part_id = p.part_id
                WHERE (t.deleted_at IS NULL) <> (s.part_id IS NOT NULL)
                  OR (t.deleted_at IS NULL) <> (p.topic IS NOT NULL)
                """))
        .isZero();
    // and the topic that nobody deleted has every batch
    for (int i = 0; i < 2; i++) {
      String producer = "producer-" + i;
      assertThat(log.batches("kept", 0))
          .filteredOn(one -> one.producerId().equals(producer))
          .hasSize(POLLS);
    }
  }

  private Void produce(String producer, Random random) throws SQLException {
    BatchAppend ingestion = log.ingestion();
    for (int poll = 0; poll < POLLS; poll++) {
      List<BatchAppended> events = new ArrayList<>();
      events.add(batch("kept", 0, producer, 0, poll));
      for (int i = 0; i < 5; i++) {
        events.add(batch("doomed", random.nextInt(4), producer, poll, i));
      }
      ingestion.append(events);
    }
    return null;
  }

  private Void assign(AtomicBoolean going) throws SQLException {
    OffsetAssignment assignment = new OffsetAssignment(log.transactions(), new RunSize.Fixed(60));
    int last = -1;
    while (going.get()) {
      last = AssignedLog.runOrRest(assignment, last);
    }
    return null;
  }

  private Void delete(AtomicBoolean going, AtomicInteger deletions) throws SQLException {
    while (going.get()) {
      try {
        topics.delete("doomed");
        deletions.incrementAndGet();
      } catch (PlimsollException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
      }
    }
    return null;
  }

  private Void audit(AtomicBoolean going) throws SQLException {
    while (going.get()) {
      assertThat(log.incrementalAudit().run(Duration.ofSeconds(1)).findings().first()).isEmpty();
    }
    return null;
  }
}
