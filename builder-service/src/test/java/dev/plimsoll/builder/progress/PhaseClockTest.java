package dev.plimsoll.builder.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.PhaseTimes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PhaseClockTest {
  private final PhaseClock clock = new PhaseClock();

  @Test
  void measuresEachPhaseFromLooks() {
    saw("building index: scanning table", 100);
    saw("building index: sorting live tuples", 400);
    saw("building index: loading tuples in tree", 600);
    saw("building index: loading tuples in tree", 1_000);
    saw("waiting for writers before validation", 1_100);
    saw("index validation: scanning table", 1_300);
    saw("waiting for old snapshots", 1_500);

    assertThat(clock.end(Duration.ofMillis(2_000))).isEqualTo(new PhaseTimes(500, 550, 200, 750));
  }

  @Test
  void countsWhatWasBeforeTheFirstLookAsScanning() {
    saw("building index: loading tuples in tree", 100);
    assertThat(clock.end(Duration.ofMillis(180))).isEqualTo(new PhaseTimes(100, 80, -1, -1));
  }

  @Test
  void knowsNothingOfABuildThatNobodySaw() {
    assertThat(clock.end(Duration.ofMillis(50))).isNull();
  }

  @Test
  void waitsFromTheBeginningWhereTheFirstLookSawThat() {
    saw("waiting for writers before build", 900);
    saw("index validation: scanning index", 1_000);
    assertThat(clock.end(Duration.ofMillis(1_000))).isEqualTo(new PhaseTimes(-1, -1, 50, 950));
  }

  @Test
  void beginsAnewWithAnotherStatement() {
    saw("building index: scanning table", 5_000);
    saw("building index: scanning table", 100);
    assertThat(clock.end(Duration.ofMillis(300))).isEqualTo(new PhaseTimes(300, -1, -1, -1));
  }

  private void saw(String phase, long millis) {
    clock.saw(phase, Duration.ofMillis(millis));
  }
}
