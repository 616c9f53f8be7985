package dev.plimsoll.builder.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LockRetryPolicyTest {
  private static final LockRetryPolicy PATIENCE =
      new LockRetryPolicy(
          Duration.ofMillis(500), 60, Duration.ofMillis(100), Duration.ofSeconds(5));

  @ParameterizedTest
  @CsvSource({"1, 100", "2, 200", "6, 3200", "7, 5000", "60, 5000", "1000, 5000"})
  void doublesItsPausesUpToALimit(int failures, long whole) {
    // given every outcome that a generator seeded with 7 has in a thousand draws
    RandomGenerator random = new SplittableRandom(7);
    for (int draw = 0; draw < 1000; draw++) {
      assertThat(PATIENCE.pause(failures, random).toMillis())
          .as("seed 7, draw %d", draw)
          .isBetween(whole / 2, whole);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0"})
  void refusesWhatWouldNotWait(long timeout, int attempts, long pause) {
    assertThatThrownBy(
            () ->
                new LockRetryPolicy(
                    Duration.ofMillis(timeout),
                    attempts,
                    Duration.ofMillis(pause),
                    Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
