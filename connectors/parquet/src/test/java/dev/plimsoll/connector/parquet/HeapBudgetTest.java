package dev.plimsoll.connector.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HeapBudgetTest {
  private static final long MEBIBYTE = 1 << 20;
  private final HeapBudget budget = new HeapBudget(448 * MEBIBYTE);

  @Test
  void theLargestRowFillsTheBudgetWithItsCopies() {
    assertThat(budget.largestRow()).isBetween(21 * MEBIBYTE, 23 * MEBIBYTE);
    assertThat(new HeapBudget(40 * MEBIBYTE).largestRow()).isEqualTo(HeapBudget.LARGE_ROW);
  }

  @Test
  void largeRowsWaitForEachOtherAndOrdinaryOnesForNobody() throws InterruptedException {
    // given
    AtomicInteger entered = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    HeapBudget.Share first = budget.of(20 * MEBIBYTE);

    // when
    Thread second =
        Thread.ofVirtual()
            .start(
                () -> {
                  begun.countDown();
                  try (HeapBudget.Share _ = budget.of(20 * MEBIBYTE)) {
                    entered.incrementAndGet();
                  }
                });
    begun.await();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(second::getState, state -> state == Thread.State.TIMED_WAITING);

    // then
    try (HeapBudget.Share _ = budget.of(MEBIBYTE)) {
      assertThat(entered).hasValue(0);
    }
    first.close();
    first.close();
    second.join();
    assertThat(entered).hasValue(1);
  }

  @Test
  void oneThatIsLargerThanAllOfItTakesAllOfIt() {
    try (HeapBudget.Share _ = budget.of(1000 * MEBIBYTE)) {
      assertThat(budget.ordinaryRows()).isEqualTo(112 * MEBIBYTE);
    }
  }
}
