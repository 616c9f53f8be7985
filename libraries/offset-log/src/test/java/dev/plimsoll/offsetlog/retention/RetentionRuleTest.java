package dev.plimsoll.offsetlog.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.offsetlog.retention.RetentionRule.Weighed;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetentionRuleTest {
  private static final long ALL = Long.MAX_VALUE;

  /// Three of ten records and 100 bytes each, the youngest records at 1, 2 and 3.
  private static final List<Weighed> SEGMENTS =
      List.of(new Weighed(10, 100, 1), new Weighed(20, 100, 2), new Weighed(30, 100, 3));

  private static long logStart(
      @Nullable Long olderThan, @Nullable Long bytes, long before, long ceiling) {
    return new RetentionRule(olderThan, bytes, before).logStart(0, ceiling, 300, SEGMENTS);
  }

  @Test
  void withoutARuleEverythingStays() {
    assertThat(logStart(null, null, 0, ALL)).isZero();
  }

  @Test
  void whatIsOlderGoes() {
    assertThat(logStart(1L, null, 0, ALL)).isZero();
    assertThat(logStart(2L, null, 0, ALL)).isEqualTo(10);
    assertThat(logStart(4L, null, 0, ALL)).isEqualTo(30);
  }

  @Test
  void soManyBytesStayAtLeast() {
    assertThat(logStart(null, 300L, 0, ALL)).isZero();
    assertThat(logStart(null, 201L, 0, ALL)).isZero();
    assertThat(logStart(null, 200L, 0, ALL)).isEqualTo(10);
    assertThat(logStart(null, 1L, 0, ALL)).isEqualTo(20);
  }

  @Test
  void whatLiesBeforeAnOffsetGoesInWholeSegments() {
    assertThat(logStart(null, null, 9, ALL)).isZero();
    assertThat(logStart(null, null, 10, ALL)).isEqualTo(10);
    assertThat(logStart(null, null, 29, ALL)).isEqualTo(20);
    assertThat(logStart(null, null, 30, ALL)).isEqualTo(30);
  }

  @Test
  void theHighestOfAllRulesHolds() {
    assertThat(logStart(2L, 100L, 0, ALL)).isEqualTo(20);
    assertThat(logStart(4L, 100L, 10, ALL)).isEqualTo(30);
    assertThat(logStart(2L, 300L, 20, ALL)).isEqualTo(20);
  }

  @Test
  void nothingGoesBeyondTheCeiling() {
    assertThat(logStart(4L, 1L, 30, 29)).isEqualTo(20);
    assertThat(logStart(4L, 1L, 30, 0)).isZero();
  }

  @Test
  void theLogStartNeverFalls() {
    RetentionRule none = new RetentionRule(null, null, 0);
    assertThat(none.logStart(20, ALL, 300, SEGMENTS)).isEqualTo(20);
    // also where what lies below is still there, which counts as gone
    assertThat(new RetentionRule(null, 100L, 0).logStart(10, ALL, 300, SEGMENTS)).isEqualTo(20);
    assertThat(new RetentionRule(null, 101L, 0).logStart(10, ALL, 300, SEGMENTS)).isEqualTo(10);
    assertThat(none.logStart(20, ALL, 0, List.of())).isEqualTo(20);
  }
}
