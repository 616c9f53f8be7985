package dev.plimsoll.queue.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class GroupedCallsTest {
  private static final int REFUSED = 5;
  private static final String NUMERIC_OUT_OF_RANGE = "22003";
  private static final String CONNECTION_LOST = "08006";

  private final List<List<Integer>> groups = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch held = new CountDownLatch(1);

  @Test
  void callsThatComeWhileOthersAreAtWorkAreOneGroup() throws Exception {
    GroupedCalls<Integer, Integer> calls = new GroupedCalls<>(this::tenfold);

    List<Call> all = callBehindTwo(calls);
    held.countDown();

    for (Call call : all) {
      assertThat(call.answer.get()).isEqualTo(10 * call.number);
    }
    assertThat(groups).hasSize(3);
    assertThat(groups.getLast()).containsExactlyInAnyOrder(3, 4, 5, 6, 7, 8);
    assertThat(calls.call(9)).as("alone afterwards").isEqualTo(90);
    assertThat(groups.getLast()).containsExactly(9);
  }

  @Test
  void oneThatIsRefusedCostsOnlyItself() throws Exception {
    GroupedCalls<Integer, Integer> calls =
        new GroupedCalls<>(some -> refuse(some, NUMERIC_OUT_OF_RANGE));

    List<Call> all = callBehindTwo(calls);
    held.countDown();

    for (Call call : all) {
      if (call.number == REFUSED) {
        assertThatThrownBy(call.answer::get).hasRootCauseMessage("refused");
      } else {
        assertThat(call.answer.get()).isEqualTo(10 * call.number);
      }
    }
  }

  @Test
  void whatMayHaveHappenedIsNotDoneAgain() throws Exception {
    GroupedCalls<Integer, Integer> calls =
        new GroupedCalls<>(some -> refuse(some, CONNECTION_LOST));

    List<Call> all = callBehindTwo(calls);
    held.countDown();

    for (Call call : all.subList(2, all.size())) {
      assertThatThrownBy(call.answer::get).hasRootCauseInstanceOf(SQLException.class);
    }
    assertThat(groups).hasSize(3);
    assertThat(calls.call(9)).isEqualTo(90);
  }

  @Test
  void anErrorLeavesNobodyWaiting() throws Exception {
    GroupedCalls<Integer, Integer> calls =
        new GroupedCalls<>(
            some -> {
              tenfold(some);
              throw new StackOverflowError("test");
            });

    List<Call> all = callBehindTwo(calls);
    held.countDown();

    for (Call call : all) {
      assertThatThrownBy(call.answer::get).hasRootCauseInstanceOf(StackOverflowError.class);
    }
  }

  /// A call by a thread of its own.
  private record Call(int number, FutureTask<Integer> answer, Thread thread) {
    static Call start(GroupedCalls<Integer, Integer> calls, int number) {
      FutureTask<Integer> answer = new FutureTask<>(() -> calls.call(number));
      return new Call(number, answer, Thread.ofVirtual().start(answer));
    }
  }

  /// Calls 1 and 2, which are at work, and six that wait for them.
  private List<Call> callBehindTwo(GroupedCalls<Integer, Integer> calls) {
    List<Call> all = new ArrayList<>();
    for (int number = 1; number <= 2; number++) {
      all.add(Call.start(calls, number));
      int begun = number;
      await().until(() -> groups.size() == begun);
    }
    for (int number = 3; number <= 8; number++) {
      all.add(Call.start(calls, number));
    }
    await()
        .until(() -> all.stream().allMatch(one -> one.thread.getState() == Thread.State.WAITING));
    return all;
  }

  private List<Integer> tenfold(List<Integer> numbers) {
    groups.add(numbers);
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return numbers.stream().map(number -> 10 * number).toList();
  }

  private List<Integer> refuse(List<Integer> numbers, String state) throws SQLException {
    List<Integer> answers = tenfold(numbers);
    if (numbers.contains(REFUSED)) {
      throw new SQLException("refused", state);
    }
    return answers;
  }
}
