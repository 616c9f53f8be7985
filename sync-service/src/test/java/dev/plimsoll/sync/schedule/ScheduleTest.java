package dev.plimsoll.sync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.sync.schedule.Schedule.Job;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// When a schedule is due after an edit.
final class ScheduleTest {
  private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration QUARTER = Duration.ofMinutes(15);

  /// A daily one that ran at ten.
  private static Instant edited(Duration every, @Nullable Instant firstAt, Instant now) {
    return schedule(TEN.plus(DAY)).nextAt(every, firstAt, now);
  }

  private static Schedule schedule(Instant nextAt) {
    return new Schedule("daily", new Job("shop", null, "{}", DAY, false), 1, false, TEN, nextAt);
  }

  @Test
  void aShorterWayCountsFromTheLastDueTime() {
    assertThat(edited(QUARTER, null, TEN.plusSeconds(60))).isEqualTo(TEN.plus(QUARTER));
    assertThat(edited(QUARTER, null, TEN.plusSeconds(3_601))).isEqualTo(TEN.plusSeconds(4_500));
  }

  @Test
  void aLongerWayDoesToo() {
    assertThat(edited(DAY.multipliedBy(7), null, TEN.plusSeconds(60)))
        .isEqualTo(TEN.plus(DAY.multipliedBy(7)));
  }

  @Test
  void dueTimesStayWhereOnlyWhatIsReadChanges() {
    assertThat(edited(DAY, null, TEN.plusSeconds(60))).isEqualTo(TEN.plus(DAY));
  }

  @Test
  void aFirstTimeThatIsGivenCounts() {
    assertThat(edited(QUARTER, TEN.plusSeconds(7), TEN.plusSeconds(60)))
        .isEqualTo(TEN.plusSeconds(907));
  }

  @Test
  void whatIsDueAlreadyOrNeverWasStaysSo() {
    Instant passed = TEN.plus(DAY).plusSeconds(1);
    assertThat(edited(QUARTER, null, passed)).isEqualTo(TEN.plus(DAY));
    Instant first = TEN.plus(DAY.multipliedBy(3));
    assertThat(schedule(first).nextAt(QUARTER, null, TEN)).isEqualTo(first);
  }
}
