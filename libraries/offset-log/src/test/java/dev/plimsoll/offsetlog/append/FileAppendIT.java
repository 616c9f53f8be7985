package dev.plimsoll.offsetlog.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.Tapped;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileAppendIT {
  private static final int PARTITIONS = 5;
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07.123456Z");

  @AutoClose private LogDatabase log;
  private Ingress append;

  /// As a process has it.
  private record Ingress(FileNumbering numbering, FileAppend files) {
    static Ingress of(LogDatabase log) {
      return new Ingress(log.numbering(), log.fileAppend());
    }

    FileAppend.Kept append(FileAppended file) throws SQLException, InterruptedException {
      return files.append(numbering.number(file));
    }
  }

  @BeforeEach
  void open() throws SQLException {
    log = new LogDatabase("file_append", "");
    log.createPartitions("t", PARTITIONS);
    append = Ingress.of(log);
  }

  /// Batches of ten records, one in each partition and then again.
  private static FileAppended file(String key, long firstSequence) {
    List<FileBatch> batches = new ArrayList<>();
    for (int i = 0; i < 2 * PARTITIONS; i++) {
      batches.add(
          new FileBatch(
              "t",
              i % PARTITIONS,
              "p",
              0,
              firstSequence + i / PARTITIONS,
              100L * i,
              100,
              10,
              WRITTEN.plusSeconds(i)));
    }
    return new FileAppended("b", key, batches);
  }

  @Test
  void itsBatchesGetOffsetsInItsOrder() throws Exception {
    FileAppend.Kept kept = append.append(file("one", 0));
    append.append(file("two", 2));

    AssignedLog.assignAll(log);

    assertThat(kept.resent()).isFalse();
    assertThat(log.auditor().audit("").clean()).isTrue();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(log.batches("t", partition))
          .extracting(BatchCommitted::sequence)
          .containsExactly(0L, 1L, 2L, 3L);
    }
    BatchCommitted last = log.batches("t", 1).get(1);
    assertThat(last.object()).isEqualTo(new ObjectRange("b", "one", 600, 100));
    assertThat(last.maxTimestamp()).isEqualTo(WRITTEN.plusSeconds(6));
    assertThat(log.number("SELECT batch_refs FROM file WHERE object_key = 'one'")).isEqualTo(10);
  }

  @Test
  void aFileSentAgainIsTheSameFileWhetherOrNotItHasOffsetsYet() throws Exception {
    FileAppend.Kept kept = append.append(file("one", 0));
    FileAppend.Kept waiting = append.append(file("one", 0));
    AssignedLog.assignAll(log);
    FileAppend.Kept placed = Ingress.of(log).append(file("one", 0));
    AssignedLog.assignAll(log);

    assertThat(waiting).isEqualTo(new FileAppend.Kept(kept.fileId(), true));
    assertThat(placed).isEqualTo(waiting);
    assertThat(log.auditor().audit("").batches()).isEqualTo(10);
  }

  @Test
  void whatWasRefusedOfAFileIsJudgedAnewWhenItIsSentAgain() throws Exception {
    // given a file that came before the one that belongs before it
    append.append(file("two", 2));
    AssignedLog.assignAll(log);
    assertThat(log.refused()).hasSize(10);
    append.append(file("one", 0));

    // when
    FileAppend.Kept again = append.append(file("two", 2));
    AssignedLog.assignAll(log);

    // then
    assertThat(again.resent()).isTrue();
    assertThat(log.auditor().audit("").batches()).isEqualTo(20);
    assertThat(log.number("SELECT batch_refs FROM file WHERE object_key = 'two'")).isEqualTo(10);
  }

  @Test
  void anotherFileOfThatNameIsRefusedAndChangesNothing() throws Exception {
    append.append(file("one", 0));

    assertThatThrownBy(() -> append.append(file("one", 2)))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_CONFLICT));

    AssignedLog.assignAll(log);
    assertThat(log.auditor().audit("").batches()).isEqualTo(10);
  }

  @Test
  void aFileWithOnePartitionThatIsNotThereIsRefusedAsAWhole() throws Exception {
    List<FileBatch> batches = new ArrayList<>(file("one", 0).batches());
    batches.add(new FileBatch("t", PARTITIONS, "p", 0, 0, 5_000, 1, 1, WRITTEN));

    assertThatThrownBy(() -> append.append(new FileAppended("b", "one", batches)))
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_PARTITION));

    assertThat(log.number("SELECT count(*) FROM file")).isZero();
    assertThat(log.number("SELECT count(*) FROM manifest")).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoseAnswerWasLostIsKeptOnceWhenItIsSentAgain(boolean kept) throws Exception {
    // given a connection that breaks before or after the statement that keeps files
    AtomicBoolean due = new AtomicBoolean(true);
    FileAppend breaking =
        new FileAppend(
            new Transactions(
                Tapped.dataSource(
                    log.dataSource(),
                    (method, _, call) -> {
                      if (!method.getName().equals("executeQuery")
                          || !due.compareAndSet(true, false)) {
                        return call.go();
                      }
                      if (kept) {
                        call.go();
                      }
                      throw new SQLException("the connection broke", "08006");
                    })));

    Ingress ingress = new Ingress(log.numbering(), breaking);
    assertThatThrownBy(() -> ingress.append(file("one", 0))).isInstanceOf(SQLException.class);

    // when
    FileAppend.Kept again = ingress.append(file("one", 0));
    AssignedLog.assignAll(log);

    // then
    assertThat(again.resent()).isEqualTo(kept);
    assertThat(log.auditor().audit("").clean()).isTrue();
    assertThat(log.auditor().audit("").batches()).isEqualTo(2 * PARTITIONS);
  }

  @Test
  void filesThatComeAtOnceAreKeptOnceEach() throws Exception {
    // given more files at once than there are places, some of them twice, one with another's name
    append.append(file("taken", 0));
    List<Future<FileAppend.Kept>> sent = new ArrayList<>();
    Future<FileAppend.Kept> conflicting;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        FileAppended file = named("q" + i % 100);
        sent.add(threads.submit(() -> append.append(file)));
      }
      conflicting = threads.submit(() -> append.append(file("taken", 7)));
    }

    // then each is kept by one of those who sent it, and the other one hears of the same file
    for (int i = 0; i < 100; i++) {
      FileAppend.Kept one = sent.get(i).get();
      FileAppend.Kept other = sent.get(100 + i).get();
      assertThat(one.fileId()).isEqualTo(other.fileId());
      assertThat(one.resent()).isNotEqualTo(other.resent());
    }
    assertThatThrownBy(conflicting::get).hasCauseInstanceOf(PlimsollException.class);
    AssignedLog.assignAll(log);
    assertThat(log.auditor().audit("").clean()).isTrue();
    assertThat(log.auditor().audit("").batches()).isEqualTo(2 * PARTITIONS * 101);
    assertThat(log.refused()).isEmpty();
  }

  /// As [#file], by a producer of its own.
  private static FileAppended named(String producer) {
    return new FileAppended(
        "b",
        producer,
        file(producer, 0).batches().stream()
            .map(
                batch ->
                    new FileBatch(
                        batch.topic(),
                        batch.partition(),
                        producer,
                        0,
                        batch.sequence(),
                        batch.byteOffset(),
                        batch.byteLength(),
                        batch.recordCount(),
                        batch.maxTimestamp()))
            .toList());
  }
}
