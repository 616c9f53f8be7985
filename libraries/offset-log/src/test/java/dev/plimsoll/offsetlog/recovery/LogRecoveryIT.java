package dev.plimsoll.offsetlog.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.offsetlog.audit.Auditor;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.offsetlog.publication.Publication.UnpublishedBatch;
import dev.plimsoll.offsetlog.reading.FetchReader;
import dev.plimsoll.offsetlog.topic.Topics;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A database is restored from an older copy: what was published since then is taken in again, at
/// the offsets that were told.
class LogRecoveryIT {
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07Z");

  @AutoClose private LogDatabase log;
  private final List<PublishedBatch> published = new ArrayList<>();

  @BeforeEach
  void open() {
    log = new LogDatabase("log_recovery", "");
  }

  /// What a process works with, on either database.
  private record Pod(Transactions transactions) {
    static Pod on(DataSource dataSource) {
      return new Pod(new Transactions(dataSource));
    }

    Partitions partitions() {
      return new Partitions(transactions, Partitions.MOST_KNOWN);
    }

    LogRecovery recovery() {
      return new LogRecovery(transactions, partitions(), new ProducerRefs(transactions));
    }

    void append(String producer, int epoch, long from, int count, String topic)
        throws SQLException {
      List<BatchAppended> events = new ArrayList<>();
      for (long sequence = from; sequence < from + count; sequence++) {
        events.add(
            new BatchAppended(
                topic,
                (int) (sequence % 2),
                producer + sequence % 2,
                epoch,
                sequence / 2,
                new ObjectRange("b", producer + "/" + sequence, 0, 100),
                1 + sequence % 5,
                WRITTEN));
      }
      new BatchAppend(transactions, partitions(), new ProducerRefs(transactions), true)
          .append(events);
    }

    void place() throws SQLException {
      OffsetAssignment assignment = new OffsetAssignment(transactions, new RunSize.Fixed(1_000));
      int shard = -1;
      for (int idle = 0; idle < 2; ) {
        var run = assignment.run(shard);
        shard = run.shard();
        idle = run.idle() ? idle + 1 : 0;
      }
    }

    List<BatchCommitted> stored(String topic, int partition) throws SQLException {
      return new FetchReader(transactions)
          .batches(new PartitionName(topic, partition), 0, 1_000)
          .batches();
    }

    Admission commit(FileAppended file) throws Exception {
      return LogDatabase.numbering(transactions)
          .pass(file, LogDatabase.fileCommit(transactions)::commit)
          .outcomes()
          .getFirst();
    }

    boolean isClean() throws SQLException {
      return new Auditor(transactions, Auditor.MOST).audit("").clean();
    }
  }

  private void publish() throws SQLException {
    while (true) {
      List<UnpublishedBatch> round = log.tell(97);
      if (round.isEmpty()) {
        return;
      }
      round.forEach(one -> published.add(new PublishedBatch(one.batch(), one.committedAt())));
    }
  }

  private static FileAppended file(String producer, long sequence) {
    return new FileAppended(
        "b",
        "%s/file-%d".formatted(producer, sequence),
        List.of(new FileBatch("t", 0, producer, 0, sequence, 0, 100, 10, WRITTEN)));
  }

  @Test
  void publishedBatchesKeepTheirOffsets() throws Exception {
    // Given a copy with batches that have offsets, and others that wait
    Pod before = Pod.on(log.dataSource());
    before.append("a", 0, 0, 20, "t");
    before.place();
    publish();
    before.append("a", 0, 20, 10, "t");
    Pod restored = Pod.on(log.copy("log_recovery_copy"));
    // and what was published after it: in another order than that of the queue, by a new epoch and
    // producer, as a file, in a new topic
    assertThat(before.commit(file("f", 0))).isInstanceOf(Admission.Placed.class);
    before.place();
    before.append("a", 1, 0, 6, "t");
    before.append("n", 0, 0, 6, "new");
    before.place();
    publish();
    List<List<BatchCommitted>> expected =
        List.of(before.stored("t", 0), before.stored("t", 1), before.stored("new", 0));

    // When the copy takes in what was published, some of it twice, by chunks
    LogRecovery recovery = restored.recovery();
    assertThat(recovery.lacksAny(published)).isTrue();
    assertThat(recovery.livedUntil().orElseThrow()).isBefore(published.getLast().committedAt());
    int taken = 0;
    for (int i = 0; i < published.size(); i += 7) {
      taken +=
          recovery.take(published.subList(Math.max(0, i - 3), Math.min(i + 7, published.size())));
    }

    // Then it is where it was, before and after it places what waits
    assertThat(taken).isEqualTo(10 + 1 + 6 + 6);
    assertThat(recovery.gaps()).isEmpty();
    assertThat(recovery.misfits()).isEmpty();
    assertThat(recovery.lacksAny(published)).isFalse();
    restored.place();
    assertThat(List.of(restored.stored("t", 0), restored.stored("t", 1), restored.stored("new", 0)))
        .isEqualTo(expected);
    assertThat(restored.isClean()).isTrue();
    // and goes on: events that are read again are duplicates, a file that is sent again has its
    // offsets, and what comes next comes behind
    restored.append("a", 1, 0, 6, "t");
    restored.place();
    assertThat(restored.stored("t", 0)).isEqualTo(expected.getFirst());
    assertThat(restored.commit(file("f", 0))).isInstanceOf(Admission.Duplicate.class);
    long next = expected.getFirst().getLast().nextOffset();
    assertThat(restored.commit(file("f", 1))).isEqualTo(new Admission.Placed(next));
    assertThat(restored.isClean()).isTrue();
  }

  @Test
  void whatIsLostIsNotPassedOver() throws Exception {
    // Given that a published batch after the copy is in Kafka no more
    Pod before = Pod.on(log.dataSource());
    before.append("a", 0, 0, 4, "t");
    before.place();
    publish();
    Pod restored = Pod.on(log.copy("log_recovery_gap"));
    List<BatchCommitted> had = restored.stored("t", 0);
    before.append("a", 0, 4, 8, "t");
    before.place();
    publish();
    PublishedBatch lost =
        published.stream()
            .filter(one -> one.batch().partition() == 0 && one.batch().sequence() == 2)
            .findFirst()
            .orElseThrow();
    List<PublishedBatch> left = published.stream().filter(one -> one != lost).toList();

    // Then its partition stays and is named, and the other one is whole
    LogRecovery recovery = restored.recovery();
    recovery.take(left);
    assertThat(recovery.gaps()).containsOnlyKeys(new PartitionName("t", 0));
    assertThat(restored.stored("t", 0)).isEqualTo(had);
    assertThat(restored.stored("t", 1)).isEqualTo(before.stored("t", 1));
    // and is whole when all of it is read
    recovery.again();
    recovery.take(published);
    assertThat(recovery.gaps()).isEmpty();
    assertThat(restored.stored("t", 0)).isEqualTo(before.stored("t", 0));
  }

  @Test
  void aPartitionThatWentOnOtherwiseStaysAsItIs() throws Exception {
    // Given a copy that went on before anybody looked, as after a failover
    Pod before = Pod.on(log.dataSource());
    before.append("a", 0, 0, 4, "t");
    before.place();
    publish();
    Pod restored = Pod.on(log.copy("log_recovery_other"));
    restored.append("other", 0, 0, 20, "t");
    restored.place();
    List<BatchCommitted> went = restored.stored("t", 0);
    before.append("a", 0, 4, 40, "t");
    before.place();
    publish();

    // Then nothing is mixed into it, and it is named
    LogRecovery recovery = restored.recovery();
    recovery.take(published);
    assertThat(recovery.misfits()).containsKey(new PartitionName("t", 0));
    assertThat(restored.stored("t", 0)).isEqualTo(went);
    assertThat(restored.isClean()).isTrue();
  }

  @Test
  void batchesOfADeletedTopicStayAway() throws Exception {
    // Given topics that were deleted, one of which was made again
    Pod pod = Pod.on(log.dataSource());
    pod.append("a", 0, 0, 4, "gone");
    pod.append("a", 0, 0, 4, "again");
    pod.place();
    publish();
    Topics topics = new Topics(pod.transactions(), pod.partitions());
    topics.delete("gone");
    topics.delete("again");
    pod.append("b", 0, 0, 1, "again");
    pod.place();

    // Then nothing is lacking
    assertThat(pod.recovery().lacksAny(published)).isFalse();
    assertThat(pod.recovery().take(published)).isZero();
    assertThat(pod.stored("again", 0)).hasSize(1);
  }
}
