package dev.plimsoll.offsetlog.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.offsetlog.audit.Auditor;
import dev.plimsoll.offsetlog.commit.FileCommit;
import dev.plimsoll.offsetlog.reading.FetchReader;
import dev.plimsoll.postgres.history.Histories;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.testkit.Batches;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A process goes on while its database turns into what it was before: another pod has drawn the
/// same numbers there for something else.
class BackInTimeIT {
  private static final int OTHERS_FILES = 30;
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07Z");

  @AutoClose private LogDatabase log;
  private DataSource before;
  private final AtomicReference<DataSource> address = new AtomicReference<>();
  private Pod pod;

  /// One process with all ingress paths.
  private record Pod(
      Transactions transactions,
      FileNumbering numbering,
      FileCommit commit,
      FileAppend append,
      BatchAppend ingestion,
      OffsetAssignment assignment) {
    static Pod on(DataSource dataSource) {
      Transactions transactions = new Transactions(dataSource, new Histories(new MemorySentinel()));
      Partitions partitions = new Partitions(transactions, Partitions.MOST_KNOWN);
      ProducerRefs producers = new ProducerRefs(transactions);
      return new Pod(
          transactions,
          new FileNumbering(transactions, partitions, producers),
          LogDatabase.fileCommit(transactions),
          new FileAppend(transactions),
          new BatchAppend(transactions, partitions, producers, true),
          new OffsetAssignment(transactions, new RunSize.Fixed(1_000)));
    }

    Admission commit(String topic, String producer, long sequence) throws Exception {
      return numbering.pass(file(topic, producer, sequence), commit::commit).outcomes().getFirst();
    }

    void placeAll() throws SQLException {
      int shard = -1;
      for (int idle = 0; idle < 2; ) {
        var run = assignment.run(shard);
        shard = run.shard();
        idle = run.idle() ? idle + 1 : 0;
      }
    }

    List<String> stored(String topic) throws SQLException {
      List<BatchCommitted> found =
          new FetchReader(transactions).batches(new PartitionName(topic, 0), 0, 1_000).batches();
      return found.stream().map(BackInTimeIT::text).toList();
    }
  }

  private static String text(BatchCommitted batch) {
    return "%s/%d at %d".formatted(batch.producerId(), batch.sequence(), batch.baseOffset());
  }

  private static FileAppended file(String topic, String producer, long sequence) {
    return new FileAppended(
        "b",
        "%s/%s/%d".formatted(topic, producer, sequence),
        List.of(new FileBatch(topic, 0, producer, 0, sequence, 0, 100, 10, WRITTEN)));
  }

  /// A data source that connects to what lies behind an address now.
  private static DataSource behind(AtomicReference<DataSource> address) {
    return (DataSource)
        Proxy.newProxyInstance(
            BackInTimeIT.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, arguments) -> {
              try {
                return method.invoke(address.get(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @BeforeEach
  void goBack() throws Exception {
    log = new LogDatabase("back_in_time", "");
    log.createPartitions("t", 1);
    // given a copy of the database, and what a process has learned since it was made
    before = log.copy("back_in_time_before");
    log.createPartitions("u", 1);
    address.set(log.dataSource());
    pod = Pod.on(behind(address));
    pod.commit("u", "ours", 0);
    pod.commit("t", "ours", 0);
    // when the copy is taken for the database, and others go on there
    Pod other = Pod.on(before);
    new Partitions(other.transactions(), Partitions.MOST_KNOWN)
        .enter(List.of(new PartitionName("v", 0)));
    for (int i = 0; i < OTHERS_FILES; i++) {
      other.commit("v", "theirs", i);
    }
    address.set(before);
  }

  private void assertSound() throws SQLException {
    assertThat(new Auditor(new Transactions(before), Auditor.MOST).audit("").clean()).isTrue();
    assertThat(pod.stored("v"))
        .isEqualTo(
            IntStream.range(0, OTHERS_FILES)
                .mapToObj(i -> "theirs/%d at %d".formatted(i, 10 * i))
                .toList());
  }

  @Test
  void whatWasRememberedIsOfNoUseAnyMore() throws Exception {
    // then a topic that is not there any more gets nothing
    assertUnknownPartition(() -> pod.commit("u", "ours", 1));
    assertUnknownPartition(() -> pod.numbering().pass(file("u", "ours", 2), pod.append()::append));
    // and batches are judged as their own producers', whichever the ingress path
    assertThat(pod.commit("t", "ours", 0)).isEqualTo(new Admission.Placed(0));
    pod.numbering().pass(file("t", "ours", 1), pod.append()::append);
    pod.placeAll();
    pod.ingestion().append(List.of(Batches.batch("t", 0, "ours", 0, 2)));
    pod.placeAll();
    assertThat(pod.stored("t")).containsExactly("ours/0 at 0", "ours/1 at 10", "ours/2 at 20");
    // and no file is taken for another
    for (int i = 0; i < OTHERS_FILES; i++) {
      assertThat(pod.commit("t", "new", i)).isInstanceOf(Admission.Placed.class);
    }
    assertSound();
  }

  @Test
  void eventsMakeTheirTopicAnew() throws Exception {
    pod.ingestion().append(List.of(Batches.batch("u", 0, "ours", 0, 0)));
    pod.placeAll();

    assertThat(pod.stored("u")).containsExactly("ours/0 at 0");
    assertSound();
  }

  private static void assertUnknownPartition(ThrowingCallable append) {
    assertThatThrownBy(append)
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_PARTITION));
  }

  @Test
  void sessionsOfBothAreToldApart() throws Exception {
    // given that sessions of the former database live on, and are used in turn
    for (int i = 0; i < 5; i++) {
      assertThat(pod.commit("t", "ours", i)).isEqualTo(new Admission.Placed(10L * i));
      address.set(log.dataSource());
      assertThat(pod.commit("u", "ours", i + 1)).isEqualTo(new Admission.Placed(10L * (i + 1)));
      address.set(before);
    }
    assertSound();
    assertThat(log.auditor().audit("").clean()).isTrue();
  }
}
