package dev.plimsoll.sync.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class UnavailableTargetsTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
  private final LoadWorkers.UnavailableTargets rests = new LoadWorkers.UnavailableTargets(now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aTargetThatAnswersIsTriedByAll() {
    assertThat(rests.mayTry("a")).isTrue();
    assertThat(rests.mayTry("a")).isTrue();
  }

  @Test
  void oneThatDoesNotIsTriedByOneLaterAndLater() {
    // given
    rests.failed("away");
    assertThat(rests.isResting("away")).isTrue();
    assertThat(rests.mayTry("away")).isFalse();
    assertThat(rests.mayTry("another")).isTrue();

    // when
    pass(Duration.ofSeconds(1));

    // then
    assertThat(rests.mayTry("away")).isTrue();
    assertThat(rests.mayTry("away")).as("by a second one").isFalse();
    for (int i = 0; i < 10; i++) {
      rests.failed("away");
    }
    pass(Duration.ofSeconds(4));
    assertThat(rests.mayTry("away")).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(rests.mayTry("away")).isTrue();
  }

  @Test
  void oneThatAnswersAgainIsTriedByAllAgain() {
    rests.failed("back");
    rests.worked("back");

    assertThat(rests.mayTry("back")).isTrue();
    assertThat(rests.mayTry("back")).isTrue();
  }
}
