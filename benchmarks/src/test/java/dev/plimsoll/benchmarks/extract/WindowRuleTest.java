package dev.plimsoll.benchmarks.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WindowRuleTest {
  private static final long SPARSE = 100_000_000;

  @Test
  void windowsThatCanBeWaitedForAreWaitedFor() {
    assertThat(WindowRule.against(RacedStrategy.FIXED, 1, SPARSE)).isEmpty();
    assertThat(WindowRule.against(RacedStrategy.FIXED, 1, 20_000 * 50_000L)).isEmpty();
    assertThat(WindowRule.against(RacedStrategy.FIXED, 0, 20_000 * 50_000L)).isPresent();
  }

  @Test
  void aHugeGapIsLeftToThoseThatDoNotWalkThroughIt() {
    // given
    long last = TableShape.HUGE_GAP + 2_000_000;
    // then
    assertThat(WindowRule.against(RacedStrategy.FIXED, 1, last).orElseThrow())
        .isEqualTo(
            "at least 180,000,040 windows of 50,000 ids, where 20,000 is the most that is waited"
                + " for");
    assertThat(WindowRule.against(RacedStrategy.ADAPTIVE, 1, last)).isPresent();
    assertThat(WindowRule.against(RacedStrategy.EARLY_TERMINATION, 1, last)).isEmpty();
    assertThat(WindowRule.against(RacedStrategy.KEYSET, 1, last)).isEmpty();
  }
}
