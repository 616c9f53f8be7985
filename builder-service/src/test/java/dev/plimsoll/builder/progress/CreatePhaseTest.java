package dev.plimsoll.builder.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.builder.progress.BackendActivity.CreateProgress;
import dev.plimsoll.contracts.build.PhaseTimes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CreatePhaseTest {
  private static final Duration PREDICTED = Duration.ofSeconds(100);

  private final CreatePhase.Stopwatch stopwatch = new CreatePhase.Stopwatch();

  @ParameterizedTest
  @CsvSource({
    "initializing,                             0,   0,   0,   0,  0, 0.0",
    "waiting for writers before build,         0,   0,   0,   0, 50, 0.0",
    "building index: scanning table,          50, 100,   0,   0,  1, 0.187586",
    "building index: scanning table,         100, 100,   0,   0,  1, 0.375172",
    "building index: sorting live tuples,    100, 100,   0,   0,  0, 0.375172",
    "building index: sorting live tuples,    100, 100,   0,   0,  5, 0.425172",
    "building index: loading tuples in tree, 100, 100,  25, 100,  1, 0.546207",
    "index validation: scanning index,         1,   2, 100, 100,  0, 0.761379",
    "index validation: scanning table,         1,   2,   0,   0,  0, 0.888276",
    "waiting for old snapshots,                0,   0,   0,   0, 90, 0.96",
    "building index,                           1,   2,   0,   0,  0, 0.364138",
    "a phase of a later version,               1,   2,   0,   0,  0, 0.0",
  })
  void weighsPhases(
      String phase,
      long blocks,
      long blocksTotal,
      long tuples,
      long tuplesTotal,
      int seconds,
      double fraction) {
    assertThat(
            CreatePhase.fraction(
                new CreateProgress(phase, blocks, blocksTotal, tuples, tuplesTotal),
                0,
                Duration.ofSeconds(seconds),
                PREDICTED))
        .isCloseTo(fraction, within(1e-6));
  }

  @Test
  void neverGoesBackFromPhaseToPhase() {
    // given the phases in the order that PostgreSQL passes through them
    List<String> order =
        List.of(
            "initializing",
            "waiting for writers before build",
            "building index: scanning table",
            "building index: sorting live tuples",
            "building index: loading tuples in tree",
            "waiting for writers before validation",
            "index validation: scanning index",
            "index validation: sorting tuples",
            "index validation: scanning table",
            "waiting for old snapshots");
    double last = 0;
    for (String phase : order) {
      for (long done = 0; done <= 10; done++) {
        double now =
            CreatePhase.fraction(
                new CreateProgress(phase, done, 10, done, 10),
                3,
                Duration.ofSeconds(done),
                PREDICTED);
        assertThat(now).as(phase).isBetween(last, CreatePhase.ALL);
        last = now;
      }
    }
    assertThat(last).isCloseTo(CreatePhase.ALL, within(1e-9));
  }

  @Test
  void sharesTheScanAmongWorkers() {
    // given a build with three workers beside the leader, then scanning takes a quarter as long
    assertThat(
            CreatePhase.fraction(
                new CreateProgress("building index: loading tuples in tree", 0, 0, 0, 1),
                3,
                Duration.ZERO,
                PREDICTED))
        .isCloseTo(0.96 * 0.11 / (0.11 + 0.22 + 0.21), within(1e-6));
  }

  @Test
  void livesWithoutAPrediction() {
    assertThat(
            CreatePhase.fraction(
                new CreateProgress("building index: sorting live tuples", 0, 0, 0, 0),
                0,
                Duration.ofHours(1),
                Duration.ZERO))
        .isCloseTo(0.375172, within(1e-6));
  }

  @Test
  void measuresEachPhaseFromLooks() {
    saw("building index: scanning table", 100);
    saw("building index: sorting live tuples", 400);
    saw("building index: loading tuples in tree", 600);
    saw("building index: loading tuples in tree", 1_000);
    saw("waiting for writers before validation", 1_100);
    saw("index validation: scanning table", 1_300);
    saw("waiting for old snapshots", 1_500);

    assertThat(stopwatch.end(Duration.ofMillis(2_000)))
        .isEqualTo(new PhaseTimes(500, 550, 200, 750));
  }

  @Test
  void countsWhatWasBeforeTheFirstLookAsScanning() {
    saw("building index: loading tuples in tree", 100);
    assertThat(stopwatch.end(Duration.ofMillis(180))).isEqualTo(new PhaseTimes(100, 80, -1, -1));
  }

  @Test
  void knowsNothingOfABuildThatNobodySaw() {
    assertThat(stopwatch.end(Duration.ofMillis(50))).isNull();
  }

  @Test
  void waitsFromTheBeginningWhereTheFirstLookSawThat() {
    saw("waiting for writers before build", 900);
    saw("index validation: scanning index", 1_000);
    assertThat(stopwatch.end(Duration.ofMillis(1_000))).isEqualTo(new PhaseTimes(-1, -1, 50, 950));
  }

  @Test
  void beginsAnewWithAnotherStatement() {
    saw("building index: scanning table", 5_000);
    saw("building index: scanning table", 100);
    assertThat(stopwatch.end(Duration.ofMillis(300))).isEqualTo(new PhaseTimes(300, -1, -1, -1));
  }

  private void saw(String phase, long millis) {
    stopwatch.saw(phase, Duration.ofMillis(millis));
  }
}
