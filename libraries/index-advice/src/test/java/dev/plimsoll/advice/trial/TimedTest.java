package dev.plimsoll.advice.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.trial.TrialTimer.Timed;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TimedTest {
  private static final Duration CAP = Duration.ofMillis(100);

  private static Timed timed(double millis, boolean capped) {
    return new Timed(millis, 0, capped, Set.of());
  }

  @Test
  void aRunEndedAtALimitTookMoreThanTheLimitThatHoldsNow() {
    assertThat(timed(0.08, true).longerThan(0.3, CAP).millis()).isEqualTo(0.3);
    assertThat(timed(0.5, true).longerThan(0.3, CAP).millis()).isEqualTo(0.5);
  }

  @Test
  void aRunThatCameToItsEndTookWhatItTook() {
    assertThat(timed(0.08, false).longerThan(0.3, CAP).millis()).isEqualTo(0.08);
  }

  @Test
  void whatReachesTheCapIsNotKnownToBeSlower() {
    assertThat(timed(100, true).longerThan(150, CAP).millis()).isEqualTo(100);
  }
}
