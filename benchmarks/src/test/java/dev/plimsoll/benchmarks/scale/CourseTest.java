package dev.plimsoll.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class CourseTest {
  private static final Offset<Double> EXACT = within(1e-9);

  private final Course course = new Course();

  @Test
  void aPauseCountsFromTheEventAndToTheEndOfItsSpan() {
    // given progress at 1, 2, 7 and 8 s
    for (double[] step : new double[][] {{0, 0}, {1, 5}, {2, 6}, {3, 6}, {7, 9}, {8, 10}}) {
      course.sample(step[0], new double[] {step[1]});
    }
    // then
    assertThat(course.done()).isEqualTo(10);
    assertThat(course.longestPause(0, 8)).isCloseTo(5, EXACT);
    assertThat(course.longestPause(4, 8)).isCloseTo(3, EXACT);
    assertThat(course.longestPause(0, 4)).isCloseTo(2, EXACT);
    assertThat(course.longestPause(8, 12)).isCloseTo(4, EXACT);
  }

  @Test
  void aLaneThatStandsStillIsSeenThoughAnotherGoesOn() {
    // given
    for (int second = 0; second <= 10; second++) {
      double stuck = second < 3 ? second : second == 10 ? 9 : 2;
      course.sample(second, new double[] {second, stuck});
    }
    // then
    assertThat(course.longestPause(0, 10)).isCloseTo(1, EXACT);
    assertThat(course.longestPauseOfALane(0, 10)).isCloseTo(8, EXACT);
  }

  @Test
  void aLaneThatHasNotBegunOrHasEndedDoesNotPause() {
    // given
    for (int second = 0; second <= 10; second++) {
      course.sample(second, new double[] {second, second < 8 ? 0 : 1});
    }
    // then
    assertThat(course.longestPauseOfALane(0, 10)).isCloseTo(1, EXACT);
  }

  @Test
  void sharesAreEvenWhenTheLeastHasHalfOfTheMost() {
    // given one that begins to work at 5 s
    for (int second = 0; second <= 20; second++) {
      course.count(1, second, 10.0 * second);
      course.count(2, second, 10.0 * Math.max(0, second - 5));
    }
    // then over four seconds it has half as much after two
    assertThat(course.evenAfter(List.of(1L, 2L), 4, 20)).isCloseTo(3, EXACT);
    assertThat(course.evenAfter(List.of(1L, 2L), 4, 6)).isNaN();
    assertThat(course.evenAfter(List.of(1L, 3L), 4, 20)).isNaN();
  }
}
