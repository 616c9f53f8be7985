package dev.plimsoll.offsetlog.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
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
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesTogetherIT {
  private static final int PARTITIONS = 5;
  private static final int MANY = 64;
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07.123456Z");

  @AutoClose private LogDatabase log;
  private FileAppend ingress;

  @BeforeEach
  void open() throws SQLException {
    // As the server plans a statement that it has had some times: by what keeps no order.
    log = new LogDatabase("files_together", "-c plan_cache_mode=force_generic_plan");
    log.createPartitions("t", PARTITIONS);
    ingress = log.fileAppend();
  }

  /// The producer's file of that number: a batch in each partition.
  private static FileAppended file(String producer, int number) {
    return file(producer, number, "t");
  }

  private static FileAppended file(String producer, int number, String topic) {
    List<FileBatch> batches = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      batches.add(
          new FileBatch(topic, i, producer, 0, number, 100L * i, 100, 10, WRITTEN.plusSeconds(i)));
    }
    return new FileAppended("b", producer + "/" + number, batches);
  }

  private static List<FileAppended> files(String producer, int from, int to) {
    List<FileAppended> files = new ArrayList<>();
    for (int i = from; i < to; i++) {
      files.add(file(producer, i));
    }
    return files;
  }

  private long placed() throws SQLException {
    AssignedLog.assignAll(log);
    assertThat(log.auditor().audit("").clean()).isTrue();
    return log.auditor().audit("").batches();
  }

  @Test
  void filesOfOneProducerAreInTheirOrder() throws Exception {
    // given files of one producer, in turn with another's
    List<FileAppended> together = new ArrayList<>();
    for (int i = 0; i < MANY / 2; i++) {
      together.add(file("one", i));
      together.add(file("other", i));
    }

    // when
    Map<Integer, PlimsollException> refused = ingress.appendTogether(log.numbering(), together);

    // then each has its offsets, which it gets in the order of its sequences alone
    assertThat(refused).isEmpty();
    assertThat(placed()).isEqualTo(MANY * PARTITIONS);
    assertThat(log.refused()).isEmpty();
  }

  @Test
  void oneThatCannotBeKeptCostsNobodyElse() throws Exception {
    // given one whose name another file has, and one of a partition that is not there
    ingress.appendTogether(log.numbering(), List.of(file("taken", 0)));
    FileAppended conflicting =
        new FileAppended("b", "taken/0", List.of(file("taken", 1).batches().getFirst()));

    // when
    Map<Integer, PlimsollException> refused =
        ingress.appendTogether(
            log.numbering(),
            List.of(file("one", 0), conflicting, file("one", 1), file("two", 0, "none")));

    // then
    assertThat(refused).containsOnlyKeys(1, 3);
    assertThat(refused.get(1).code()).isEqualTo(ErrorCode.FILE_CONFLICT);
    assertThat(refused.get(3).code()).isEqualTo(ErrorCode.UNKNOWN_PARTITION);
    assertThat(placed()).isEqualTo(3 * PARTITIONS);
  }

  @Test
  void whatIsJudgedAnewComesBeforeWhatFollowsIt() throws Exception {
    // given a file that came too early, and was refused
    ingress.appendTogether(log.numbering(), List.of(file("p", 1)));
    AssignedLog.assignAll(log);
    assertThat(log.refused()).hasSize(PARTITIONS);

    // when all are sent in their order
    ingress.appendTogether(log.numbering(), files("p", 0, 4));

    // then none comes before the one that was there
    assertThat(placed()).isEqualTo(4 * PARTITIONS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whoseAnswerWasLostIsKeptOnceWhenItIsSentAgain(int breaksAt) throws Exception {
    // given a connection that breaks before or after a statement, or the commit
    AtomicInteger calls = new AtomicInteger();
    FileAppend breaking =
        new FileAppend(
            new Transactions(
                Tapped.dataSource(
                    log.dataSource(),
                    (method, _, call) -> {
                      boolean works =
                          method.getName().equals("executeQuery")
                              || method.getName().equals("commit");
                      if (!works) {
                        return call.go();
                      }
                      int at = calls.getAndAdd(2);
                      if (at == breaksAt) {
                        throw new SQLException("the connection broke", "08006");
                      }
                      Object answer = call.go();
                      if (at + 1 == breaksAt) {
                        throw new SQLException("the connection broke", "08006");
                      }
                      return answer;
                    })));
    assertThatThrownBy(() -> breaking.appendTogether(log.numbering(), files("p", 0, MANY)))
        .isInstanceOf(SQLException.class);

    // when
    Map<Integer, PlimsollException> refused =
        breaking.appendTogether(log.numbering(), files("p", 0, MANY));

    // then
    assertThat(refused).isEmpty();
    assertThat(placed()).isEqualTo(MANY * PARTITIONS);
    assertThat(log.number("SELECT count(*) FROM file")).isEqualTo(MANY);
  }
}
