package dev.plimsoll.offsetlog.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.commit.FileCommit.CommittedFile;
import dev.plimsoll.offsetlog.group.GroupCommit;
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

class FileCommitIT {
  private static final int PARTITIONS = 4;
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07Z");

  @AutoClose private LogDatabase log;
  private Pod commit;

  /// One process with the ingress path.
  private record Pod(FileNumbering numbering, FileCommit ingress) {
    static Pod on(LogDatabase log) {
      return new Pod(log.numbering(), LogDatabase.fileCommit(log.transactions()));
    }

    CommittedFile commit(FileAppended file) throws SQLException, InterruptedException {
      return ingress.commit(numbering.number(file));
    }
  }

  @BeforeEach
  void open() throws SQLException {
    log = new LogDatabase("file_commit", "");
    log.createPartitions("t", PARTITIONS);
    commit = Pod.on(log);
  }

  private static FileBatch batch(String producer, int partition, int epoch, long sequence, int i) {
    return new FileBatch(
        "t", partition, producer, epoch, sequence, 100L * i, 100, 10 + partition, WRITTEN);
  }

  /// A batch in each partition, of this sequence.
  private static FileAppended file(String producer, long sequence) {
    List<FileBatch> batches = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      batches.add(batch(producer, partition, 0, sequence, partition));
    }
    return new FileAppended("b", producer + "/" + sequence, batches);
  }

  private static Admission duplicate(long baseOffset) {
    return new Admission.Duplicate(OptionalLong.of(baseOffset));
  }

  @Test
  void answersTheOffsetsThatAreStored() throws Exception {
    commit.commit(file("p", 0));
    CommittedFile second = commit.commit(file("p", 1));

    assertThat(second.resent()).isFalse();
    assertThat(second.outcomes())
        .containsExactly(
            new Admission.Placed(10),
            new Admission.Placed(11),
            new Admission.Placed(12),
            new Admission.Placed(13));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(log.batches("t", partition))
          .extracting(BatchCommitted::baseOffset)
          .containsExactly(0L, 10L + partition);
    }
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void aResendIsAnsweredTheSameHoweverLongAgoAndByWhomever() throws Exception {
    // given twenty files, of which each partition remembers five
    List<CommittedFile> first = new ArrayList<>();
    for (int sequence = 0; sequence < 20; sequence++) {
      first.add(commit.commit(file("p", sequence)));
    }

    // when each is sent again, to another pod
    Pod another = Pod.on(log);
    for (int sequence = 0; sequence < 20; sequence++) {
      CommittedFile again = another.commit(file("p", sequence));

      // then
      assertThat(again.resent()).isTrue();
      assertThat(again.fileId()).isEqualTo(first.get(sequence).fileId());
      assertThat(again.outcomes())
          .isEqualTo(
              first.get(sequence).outcomes().stream()
                  .map(placed -> duplicate(((Admission.Placed) placed).baseOffset()))
                  .toList());
    }
    assertThat(log.auditor().audit("").batches()).isEqualTo(20 * PARTITIONS);
    assertThat(log.number("SELECT sum(batch_refs) FROM file")).isEqualTo(20 * PARTITIONS);
  }

  @Test
  void whatIsRefusedIsAnsweredAndTheRestIsTaken() throws Exception {
    commit.commit(file("p", 0));
    FileAppended mixed =
        new FileAppended(
            "b",
            "mixed",
            List.of(
                batch("p", 0, 1, 0, 0),
                batch("p", 0, 0, 1, 1),
                batch("p", 1, 0, 2, 2),
                batch("p", 2, 0, 1, 3)));

    CommittedFile answer = commit.commit(mixed);

    assertThat(answer.outcomes())
        .containsExactly(
            new Admission.Placed(10),
            new Admission.Fenced(0, 1),
            new Admission.OutOfSequence(2, 1),
            new Admission.Placed(12));
    assertThat(log.refused()).as("for dead letters").isEmpty();
    assertThat(log.number("SELECT batch_refs FROM file WHERE object_key = 'mixed'")).isEqualTo(2);

    // and when what was missing is there, the same file is taken whole
    commit.commit(new FileAppended("b", "missing", List.of(batch("p", 1, 0, 1, 0))));
    assertThat(commit.commit(mixed).outcomes().get(2)).isEqualTo(new Admission.Placed(22));
    assertThat(log.number("SELECT batch_refs FROM file WHERE object_key = 'mixed'")).isEqualTo(3);
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void anotherFileOfThatNameIsRefused() throws Exception {
    commit.commit(file("p", 0));
    FileAppended other = new FileAppended("b", "p/0", List.of(batch("p", 0, 0, 1, 0)));

    assertThatThrownBy(() -> commit.commit(other))
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_CONFLICT));
    assertThat(log.auditor().audit("").batches()).isEqualTo(PARTITIONS);
  }

  @Test
  void bothDoorsLeadToOneLog() throws Exception {
    // given a file that waits, and is then committed too
    log.fileAppend().append(commit.numbering().number(file("p", 0)));
    CommittedFile committed = commit.commit(file("p", 0));
    log.fileAppend().append(commit.numbering().number(file("q", 0)));
    AssignedLog.assignAll(log);

    assertThat(committed.resent()).isTrue();
    assertThat(committed.outcomes()).as("placed in its turn").startsWith(duplicate(0));
    assertThat(commit.commit(file("q", 0)).outcomes()).startsWith(duplicate(10));
    assertThat(log.refused()).isEmpty();
    assertThat(log.auditor().audit("").batches()).isEqualTo(2 * PARTITIONS);
    assertThat(log.number("SELECT sum(batch_refs) FROM file")).isEqualTo(2 * PARTITIONS);
  }

  @Test
  void ofAFileWithAPartitionThatIsGoneNothingIsKeptAndOthersAreTaken() throws Exception {
    // given files that were numbered before a topic of one of them was deleted
    log.createPartitions("gone", 1);
    FileBatch doomed = new FileBatch("gone", 0, "p", 0, 0, 1_000, 100, 10, WRITTEN);
    List<FileBatch> batches = new ArrayList<>(file("p", 0).batches());
    batches.add(doomed);
    FileAppended withDoomed = new FileAppended("b", "with-doomed", batches);
    List<WaitingFile> files = new ArrayList<>();
    for (FileAppended file : List.of(file("q", 0), withDoomed, file("r", 0))) {
      files.add(new WaitingFile(commit.numbering().number(file), null));
    }
    log.topics().delete("gone");

    // when they are committed together
    Answers answers = new Answers();
    new CommitTransaction(log.transactions(), new FilePlacement.WholeFiles(), false)
        .run(files, answers);

    // then that file is refused as a whole, and the others have offsets
    assertThat(answers.refused()).containsOnly(entry(1, ErrorCode.UNKNOWN_PARTITION));
    assertThat(answers.committed().get(0).outcomes()).startsWith(new Admission.Placed(0));
    assertThat(answers.committed().get(2).outcomes()).startsWith(new Admission.Placed(10));
    assertThat(log.number("SELECT count(*) FROM file")).isEqualTo(2);

    // and when the topic is made anew, the same file is taken by whoever knows that
    log.createPartitions("gone", 1);
    assertThat(Pod.on(log).commit(withDoomed).outcomes())
        .startsWith(new Admission.Placed(20))
        .endsWith(new Admission.Placed(0));
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  /// By their places.
  private record Answers(Map<Integer, CommittedFile> committed, Map<Integer, ErrorCode> refused)
      implements GroupCommit.Answers<CommitTransaction.Answer> {
    Answers() {
      this(new HashMap<>(), new HashMap<>());
    }

    @Override
    public void answer(int place, CommitTransaction.Answer answer) {
      switch (answer) {
        case CommitTransaction.Answer.Done done -> committed.put(place, done.committed());
        case CommitTransaction.Answer.Refused refusal -> refused.put(place, refusal.why().code());
        case CommitTransaction.Answer.Behind _ -> throw new AssertionError("behind: " + answer);
      }
    }

    @Override
    public void fail(int place, Exception why) {
      throw new AssertionError(why);
    }
  }

  @Test
  void whateverDiesTheOffsetsAnsweredAreTheOffsetsStored() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    AtomicBoolean producing = new AtomicBoolean(true);
    AtomicInteger failures = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    Pod second = Pod.on(log);
    List<Future<List<CommittedFile>>> producers = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      // given four producers on two pods that send each file until it is answered
      for (int i = 0; i < 4; i++) {
        String producer = "p" + i;
        Pod pod = i % 2 == 0 ? commit : second;
        producers.add(
            threads.submit(
                () -> {
                  List<CommittedFile> answers = new ArrayList<>();
                  for (int sequence = 0; sequence < 150; sequence++) {
                    answers.add(untilAnswered(pod, file(producer, sequence), failures));
                    answered.incrementAndGet();
                  }
                  return answers;
                }));
      }
      // while backends die
      Future<Boolean> killer =
          threads.submit(() -> new Kills(log, new Random(seed), producing, answered::get).run());
      try {
        for (Future<?> producer : producers) {
          producer.get(2, TimeUnit.MINUTES);
        }
      } finally {
        producing.set(false);
      }
      assertThat(killer.get()).isTrue();
    }

    // then
    assertThat(failures.get()).as("kills that were felt").isPositive();
    assertThat(log.auditor().audit("").clean()).isTrue();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<BatchCommitted> stored = log.batches("t", partition);
      assertThat(stored).hasSize(4 * 150);
      for (BatchCommitted batch : stored) {
        int producer = Integer.parseInt(batch.producerId().substring(1));
        CommittedFile answer = producers.get(producer).get().get((int) batch.sequence());
        assertThat(base(answer.outcomes().get(partition))).isEqualTo(batch.baseOffset());
      }
    }
    assertThat(log.number("SELECT sum(batch_refs) FROM file")).isEqualTo(4 * 150 * PARTITIONS);
  }

  private static long base(Admission outcome) {
    return switch (outcome) {
      case Admission.Placed placed -> placed.baseOffset();
      case Admission.Duplicate duplicate -> duplicate.baseOffset().orElseThrow();
      case Admission.Refused refused -> throw new AssertionError(refused.reason());
    };
  }

  private static CommittedFile untilAnswered(Pod pod, FileAppended file, AtomicInteger failures)
      throws InterruptedException {
    while (true) {
      try {
        return pod.commit(file);
      } catch (SQLException e) {
        failures.incrementAndGet();
      }
    }
  }
}
