package dev.plimsoll.sync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DueTimeTest {
  private static final Instant TEN = Instant.parse("2026-03-29T10:00:00Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);

  @ParameterizedTest
  @CsvSource({
    "2026-03-29T10:00:00Z, 2026-03-29T10:00:00Z, 0, 2026-03-29T10:15:00Z",
    "2026-03-29T10:14:59.999999Z, 2026-03-29T10:00:00Z, 0, 2026-03-29T10:15:00Z",
    "2026-03-29T10:15:00Z, 2026-03-29T10:15:00Z, 1, 2026-03-29T10:30:00Z",
    "2026-03-29T18:07:00Z, 2026-03-29T18:00:00Z, 32, 2026-03-29T18:15:00Z"
  })
  void theLatestDueTimeStandsForThoseBeforeIt(Instant now, Instant at, long missed, Instant next) {
    assertThat(DueTime.of(TEN, QUARTER, now)).isEqualTo(new DueTime(at, missed, next));
  }

  @Test
  void dueTimesDoNotDriftByHowLateSomebodyLooks() {
    Instant first = TEN;
    for (int turn = 0; turn < 1_000; turn++) {
      first = DueTime.of(first, QUARTER, first.plusMillis(899_999)).next();
    }

    assertThat(first).isEqualTo(TEN.plus(QUARTER.multipliedBy(1_000)));
  }

  @Test
  void nothingIsDueBeforeItsTime() {
    assertThatThrownBy(() -> DueTime.of(TEN, QUARTER, TEN.minusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void dueTimesOfOneScheduleAreWholePeriodsApart() {
    assertThat(DueTime.areOfOne(TEN, TEN.minus(QUARTER.multipliedBy(7)), QUARTER)).isTrue();
    assertThat(DueTime.areOfOne(TEN, TEN.plus(QUARTER), QUARTER)).isTrue();
    assertThat(DueTime.areOfOne(TEN, TEN.plusSeconds(1), QUARTER)).isFalse();
  }

  // In the night in which clocks in Europe are put on by an hour.
  @Test
  void aDayHas24HoursWhateverLocalClocksDo() {
    Instant beforeTheChange = Instant.parse("2026-03-28T01:30:00Z");

    DueTime time =
        DueTime.of(beforeTheChange, Duration.ofDays(1), Instant.parse("2026-03-29T01:30:00Z"));

    assertThat(time.at()).isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
    assertThat(time.next()).isEqualTo(Instant.parse("2026-03-30T01:30:00Z"));
  }

  @Test
  void theNextOneIsAlwaysAfterNow() {
    assertThat(DueTime.after(TEN, QUARTER, TEN.minusSeconds(1))).isEqualTo(TEN);
    assertThat(DueTime.after(TEN, QUARTER, TEN)).isEqualTo(TEN.plus(QUARTER));
    assertThat(DueTime.after(TEN, QUARTER, TEN.plusSeconds(3_601)))
        .isEqualTo(TEN.plusSeconds(4_500));
  }
}
