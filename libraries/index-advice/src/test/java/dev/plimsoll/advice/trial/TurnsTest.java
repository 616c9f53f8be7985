package dev.plimsoll.advice.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.advice.trial.TrialTimer.Timed;
import dev.plimsoll.advice.trial.Turns.Verdict;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TurnsTest {
  private static Verdict verdict(double without, double with, int pairs, int slower) {
    return new Turns(timed(with), timed(without), pairs, slower).verdict();
  }

  private static Timed timed(double millis) {
    return new Timed(millis, 0, false, Set.of());
  }

  @Test
  void slowerIsWhatTheFastestRunsAndMostPairsSay() {
    assertThat(verdict(100, 120, 4, 4)).isEqualTo(Verdict.YES);
    assertThat(verdict(100, 120, 4, 3)).isEqualTo(Verdict.YES);
    assertThat(verdict(100, 120, 4, 2)).isEqualTo(Verdict.UNCLEAR);
    assertThat(verdict(100, 109, 4, 4)).isEqualTo(Verdict.NO);
  }

  @Test
  void aFewMicrosecondsAreNoDifference() {
    assertThat(verdict(0.02, 0.06, 4, 4)).isEqualTo(Verdict.NO);
    assertThat(verdict(0.02, 0.09, 4, 4)).isEqualTo(Verdict.YES);
  }

  @Test
  void aSecondLongerSeriesConfirmsOrClears() {
    assertThat(Turns.both(Verdict.YES, Verdict.YES)).isEqualTo(Verdict.YES);
    assertThat(Turns.both(Verdict.UNCLEAR, Verdict.YES)).isEqualTo(Verdict.UNCLEAR);
    assertThat(Turns.both(Verdict.YES, Verdict.UNCLEAR)).isEqualTo(Verdict.UNCLEAR);
    assertThat(Turns.both(Verdict.YES, Verdict.NO)).isEqualTo(Verdict.NO);
  }
}
