package dev.plimsoll.sync.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadingPaceTest {
  private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void nothingIsSaidBeforeTwoCounts() {
    ReadingPace none = ReadingPace.NONE;
    ReadingPace one = none.told(SINCE, 500);

    assertThat(none.rowsPerSecond()).isZero();
    assertThat(one.rowsPerSecond()).isZero();
    assertThat(none.reaches(100, SINCE)).isNull();
    assertThat(one.reaches(1_000, SINCE)).isNull();
  }

  @Test
  void neitherTheWaitForTheFirstRowsNorThatSinceTheLastCountsAsReading() {
    ReadingPace pace = ReadingPace.NONE.told(SINCE, 1_000).told(SINCE.plusSeconds(4), 5_000);

    assertThat(pace.rowsPerSecond()).isEqualTo(1_000);
    assertThat(pace.reaches(9_000, SINCE.plusSeconds(5))).isEqualTo(SINCE.plusSeconds(8));
    assertThat(pace.reaches(9_000, SINCE.plusSeconds(7))).isEqualTo(SINCE.plusSeconds(8));
  }

  @Test
  void whatStandsStillOrIsMoreThanWasEstimatedHasNoEnd() {
    ReadingPace pace = ReadingPace.NONE.told(SINCE, 1_000).told(SINCE.plusSeconds(4), 5_000);

    assertThat(pace.reaches(9_000, SINCE.plusSeconds(4).plus(ReadingPace.STILL).plusMillis(1)))
        .isNull();
    assertThat(pace.reaches(4_000, SINCE.plusSeconds(5))).isNull();
  }

  @Test
  void theEndIsThatOfTheLastFileAndNotThatOfTheLastRow() {
    ReadingPace pace =
        ReadingPace.NONE
            .told(SINCE, 1_000)
            .told(SINCE.plusSeconds(4), 5_000)
            .closing(Duration.ofMillis(700));

    assertThat(pace.reaches(9_000, SINCE.plusSeconds(5))).isEqualTo(SINCE.plusMillis(8_700));
    // All of its rows are read, and none is announced yet.
    assertThat(pace.reaches(5_000, SINCE.plusSeconds(4))).isEqualTo(SINCE.plusMillis(4_700));
    assertThat(pace.reaches(4_990, SINCE.plusSeconds(4))).isEqualTo(SINCE.plusMillis(4_700));
    assertThat(pace.reaches(4_950, SINCE.plusSeconds(4))).isNull();
  }

  @Test
  void whatClosingTakesIsLearnedOfTablesThatHaveEnded() {
    ReadingPace.FileClosing closing = new ReadingPace.FileClosing();
    ReadingPace pace = ReadingPace.NONE.told(SINCE, 1_000).told(SINCE.plusSeconds(4), 5_000);

    for (int i = 0; i < 20; i++) {
      closing.ended(pace, 6_000, SINCE.plusMillis(5_700));
    }
    assertThat(closing.time()).isBetween(Duration.ofMillis(695), Duration.ofMillis(700));

    // A table that was over sooner than predicted took none, one that waited for its store no more
    // than five seconds, and one that was read in a second says nothing.
    closing.ended(pace, 6_000, SINCE.plusMillis(4_500));
    assertThat(closing.time()).isBetween(Duration.ofMillis(486), Duration.ofMillis(491));
    closing.ended(pace, 6_000, SINCE.plusMillis(18_000));
    assertThat(closing.time()).isBetween(Duration.ofMillis(1_840), Duration.ofMillis(1_844));
    closing.ended(
        ReadingPace.NONE.told(SINCE, 10).told(SINCE.plusMillis(500), 20),
        20,
        SINCE.plusMillis(1_900));
    assertThat(closing.time()).isBetween(Duration.ofMillis(1_840), Duration.ofMillis(1_844));
  }

  @Test
  void whatIsReadEverFasterIsForeseenByItsSpeedOfLate() {
    // given a service that was just started: a third of its later speed in the first two seconds
    ReadingPace pace = ReadingPace.NONE.told(SINCE, 1);
    Instant at = SINCE;
    long rows = 1;
    for (int half = 0; half < 6; half++) {
      at = at.plusMillis(500);
      rows += half < 4 ? 200_000 : 600_000;
      pace = pace.told(at, rows);
    }

    // then a second later the end is nearly that of the later speed
    assertThat(pace.rowsPerSecond()).isBetween(950_000.0, 1_200_000.0);
  }

  @Test
  void whatWasNotToldOfForThreeSecondsHasNoSpeed() {
    ReadingPace pace = ReadingPace.NONE.told(SINCE, 1_000).told(SINCE.plusSeconds(1), 3_000);
    assertThat(pace.rowsPerSecond(SINCE.plusSeconds(4))).isEqualTo(2_000);
    assertThat(pace.rowsPerSecond(SINCE.plusMillis(4_001))).isZero();
    assertThat(ReadingPace.NONE.rowsPerSecond(SINCE)).isZero();
  }

  @Test
  void aCountThatIsNoOtherChangesNothingAndOneAfterARestBeginsAnew() {
    ReadingPace pace = ReadingPace.NONE.told(SINCE, 1_000).told(SINCE.plusSeconds(4), 5_000);

    assertThat(pace.told(SINCE.plusSeconds(6), 5_000)).isEqualTo(pace);
    assertThat(pace.told(SINCE.plusSeconds(20), 6_000).rowsPerSecond()).isZero();
    assertThat(pace.told(SINCE.plusSeconds(5), 10).rowsPerSecond()).isZero();
  }

  /// Steady reading with counts that are late by up to a second, an idle start and an estimate that
  /// is a little off.
  @Test
  void theEndIsWithinThirtyPercentFromATenthOn() {
    long seed = Long.getLong("plimsoll.campaign.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      long rows = 5_000_000;
      double seconds = 12 + random.nextInt(600);
      long expected = (long) (rows * (0.97 + random.nextDouble() * 0.06));
      long idle = random.nextInt(5_000);
      Instant end = SINCE.plusMillis(idle + (long) (seconds * 1_000));
      ReadingPace pace = ReadingPace.NONE;
      Instant at = SINCE.plusMillis(idle + 1 + random.nextInt(1_000));
      while (at.isBefore(end)) {
        double share = Duration.between(SINCE.plusMillis(idle), at).toMillis() / (seconds * 1_000);
        long read = (long) (rows * share);
        pace = pace.told(at, read);
        Instant now = at.plusMillis(random.nextInt(1_000));
        double left = Duration.between(now, end).toMillis();
        // Nearer to the end an estimate of rows that is off by 3 % is much of what is left.
        boolean nearTheEnd = left < 0.15 * seconds * 1_000;
        if (share >= 0.1 && !nearTheEnd && pace.rowsPerSecond() > 0) {
          Instant foreseen = pace.reaches(expected, now);
          assertThat(foreseen).as("seed %d, round %d", seed, round).isNotNull();
          assertThat((double) Duration.between(now, foreseen).toMillis())
              .as("seed %d, round %d, %.0f %% of %.0f s", seed, round, share * 100, seconds)
              .isBetween(left * 0.7, left * 1.3);
        }
        at = at.plusMillis(400 + random.nextInt(600));
      }
    }
  }
}
