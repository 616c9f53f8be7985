package dev.plimsoll.offsetlog.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore disk = new Semaphore(0);
  private final Queue<List<Integer>> transactions = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();

  @AfterEach
  void close() {
    disk.release(10_000);
    threads.close();
  }

  /// Doubles numbers, each transaction when the disk lets it.
  private void twice(List<Integer> together, GroupCommit.Answers<Integer> answers)
      throws SQLException {
    transactions.add(together);
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try {
      disk.acquireUninterruptibly();
      if (together.contains(13)) {
        throw new SQLException("no such number", "22003");
      }
      if (together.contains(99)) {
        throw new SQLException("gone", "08006");
      }
      for (int place = 0; place < together.size(); place++) {
        if (together.get(place) < 0) {
          answers.fail(place, new PlimsollException(ErrorCode.FILE_CONFLICT, "below 0"));
        } else {
          answers.answer(place, 2 * together.get(place));
        }
      }
    } finally {
      underWay.decrementAndGet();
    }
  }

  private Future<Integer> send(GroupCommit<Integer, Integer> group, int number) {
    Callable<Integer> commit = () -> group.commit(number);
    return threads.submit(commit);
  }

  private void awaitTransactions(int count) {
    await().atMost(Duration.ofMinutes(1)).until(() -> transactions.size() == count);
  }

  /// Sends some while the only place is taken, in their order.
  private List<Future<Integer>> sendBehind(GroupCommit<Integer, Integer> group, int... numbers) {
    List<Future<Integer>> sent = new ArrayList<>();
    sent.add(send(group, 1));
    awaitTransactions(1);
    for (int number : numbers) {
      int before = group.waiting();
      sent.add(send(group, number));
      await().atMost(Duration.ofMinutes(1)).until(() -> group.waiting() == before + 1);
    }
    return sent;
  }

  @Test
  void whatComesMeanwhileGoesTogether() throws Exception {
    GroupCommit<Integer, Integer> group = new GroupCommit<>(1, this::twice);
    List<Future<Integer>> sent = sendBehind(group, 2, 3, 4);

    disk.release(2);

    for (int i = 0; i < 4; i++) {
      assertThat(sent.get(i).get()).isEqualTo(2 * (i + 1));
    }
    assertThat(transactions).containsExactly(List.of(1), List.of(2, 3, 4));
  }

  @Test
  void asManyGoAtOnceAsThereArePlaces() throws Exception {
    GroupCommit<Integer, Integer> group = new GroupCommit<>(3, this::twice);
    disk.release(10_000);

    List<Future<Integer>> sent =
        IntStream.range(1_000, 3_000).mapToObj(number -> send(group, number)).toList();

    for (int i = 0; i < sent.size(); i++) {
      assertThat(sent.get(i).get()).isEqualTo(2 * (1_000 + i));
    }
    assertThat(mostUnderWay).hasValueBetween(1, 3);
    assertThat(transactions.stream().mapToInt(List::size).sum()).isEqualTo(2_000);
    assertThat(transactions).allMatch(together -> together.size() <= GroupCommit.MOST);
  }

  @Test
  void oneThatTheServerRefusesIsRefusedAlone() throws Exception {
    GroupCommit<Integer, Integer> group = new GroupCommit<>(1, this::twice);
    List<Future<Integer>> sent = sendBehind(group, 2, 13, -4, 5);

    disk.release(10);

    assertThat(sent.get(1).get()).isEqualTo(4);
    assertThatThrownBy(sent.get(2)::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22003"));
    assertThatThrownBy(sent.get(3)::get).hasCauseInstanceOf(PlimsollException.class);
    assertThat(sent.get(4).get()).isEqualTo(10);
  }

  @Test
  void aConnectionThatBreaksIsEverybodysFailureAndNobodysEnd() throws Exception {
    GroupCommit<Integer, Integer> group = new GroupCommit<>(1, this::twice);
    List<Future<Integer>> sent = sendBehind(group, 2, 99);

    disk.release(10);

    assertThat(sent.get(0).get()).isEqualTo(2);
    for (Future<Integer> failed : sent.subList(1, 3)) {
      assertThatThrownBy(failed::get).hasCauseInstanceOf(SQLException.class);
    }
    assertThat(transactions).containsExactly(List.of(1), List.of(2, 99));
    assertThat(send(group, 7).get()).isEqualTo(14);
  }

  @Test
  void whoIsInterruptedLeavesTheOthersTheirTurn() throws Exception {
    GroupCommit<Integer, Integer> group = new GroupCommit<>(1, this::twice);
    List<Future<Integer>> sent = sendBehind(group, 2, 3);

    // when the one whose turn is next gives up
    sent.get(1).cancel(true);
    await().atMost(Duration.ofMinutes(1)).until(() -> group.waiting() == 1);
    disk.release(10);

    assertThat(sent.get(2).get()).isEqualTo(6);
    assertThat(transactions).containsExactly(List.of(1), List.of(3));
    assertThat(send(group, 7).get()).isEqualTo(14);
  }
}
