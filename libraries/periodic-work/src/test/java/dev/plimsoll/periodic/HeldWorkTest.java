package dev.plimsoll.periodic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldWorkTest {
  private static final Duration OFTEN = Duration.ofMillis(2);

  @AfterEach
  void release() {
    RunningWork.release();
  }

  @Test
  void beginsWhenItIsReleased() {
    AtomicInteger rounds = new AtomicInteger();
    RunningWork.hold();
    try (PeriodicWork work = PeriodicWork.every("held", OFTEN).runs(rounds::incrementAndGet)) {
      work.start();
      work.wake();
      await()
          .atMost(Duration.ofMinutes(1))
          .during(Duration.ofMillis(50))
          .until(() -> rounds.get() == 0);
      assertThat(work.state().ill()).isFalse();

      RunningWork.release();

      await().atMost(Duration.ofMinutes(1)).until(() -> rounds.get() > 1);
    }
  }

  @Test
  void closesWhileItIsHeld() throws InterruptedException {
    AtomicInteger rounds = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(1);
    RunningWork.hold();
    PeriodicWork work =
        PeriodicWork.every("held", OFTEN).atEnd(ended::countDown).runs(rounds::incrementAndGet);
    work.start();

    work.close();

    ended.await();
    assertThat(rounds).hasValue(0);
  }
}
