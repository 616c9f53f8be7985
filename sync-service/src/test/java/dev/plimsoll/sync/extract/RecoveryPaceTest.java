package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.extract.RecoveryPace.Step;
import dev.plimsoll.sync.extract.TaskClaims.OpenTasks;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// By the defaults of the settings: what waits is found soon, and at rest nothing is looked for.
final class RecoveryPaceTest {
  private static final OpenTasks NOTHING = new OpenTasks(0, 0, Duration.ZERO);

  private final RecoveryPace pace =
      new RecoveryPace(byDefault("commandGrace"), byDefault("recoveryInterval"));

  private static Duration byDefault(String setting) {
    try {
      String value =
          Objects.requireNonNull(
                  SyncConfig.class.getMethod(setting).getAnnotation(WithDefault.class))
              .value();
      return Duration.parse("PT" + value.toUpperCase(Locale.ROOT));
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static OpenTasks waiting(long millis) {
    return new OpenTasks(3, 1, Duration.ofMillis(millis));
  }

  @Test
  void aCommandThatStandsBehindLongOnesIsFoundWithinHalfASecond() {
    // given a process with a free place, whose questions fall at any moment before or after it
    for (long first = 0; first < pace.betweenQuestions().toMillis(); first++) {
      long waited = first;
      Step step = pace.step(waiting(waited), true, Duration.ZERO);
      while (!step.looks()) {
        assertThat(step.pause()).isPositive();
        waited += step.pause().toMillis();
        step = pace.step(waiting(waited), true, Duration.ZERO);
      }
      // then it is looked for when Kafka has had its time, and soon after
      assertThat(waited).isBetween(pace.grace().toMillis(), 500L);
      assertThat(step.begun()).isFalse();
    }
  }

  @Test
  void atRestThereIsOneQuestionTwiceASecond() {
    Step step = pace.step(NOTHING, true, Duration.ofHours(1));

    assertThat(step.looks()).isFalse();
    assertThat(step.pause()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void whoHasNoPlaceLooksForNothing() {
    Step step = pace.step(waiting(10_000), false, Duration.ofHours(1));

    assertThat(step.looks()).isFalse();
    assertThat(step.pause()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void whatWasBegunIsTriedOnceInAnInterval() {
    OpenTasks allBegun = new OpenTasks(2, 0, Duration.ZERO);
    Duration justBefore = pace.interval().minusMillis(1);

    assertThat(pace.step(allBegun, true, justBefore).looks()).isFalse();
    assertThat(pace.step(allBegun, true, pace.interval()).begun()).isTrue();
    // also beside a command whose grace is not over
    assertThat(pace.step(waiting(0), true, pace.interval()).begun()).isTrue();
  }

  @Test
  void aShortIntervalHoldsForTheQuestionsToo() {
    assertThat(new RecoveryPace(Duration.ofSeconds(1), Duration.ofMillis(20)).betweenQuestions())
        .isEqualTo(Duration.ofMillis(20));
  }
}
