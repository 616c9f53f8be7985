package dev.plimsoll.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CrewTest {
  private static final String SCRAPED =
      """
      # TYPE builds_total counter
      builds_total{lane="small",outcome="succeeded"} 12.0
      builds_total{lane="large",outcome="succeeded"} 3.0
      builds_total_created{lane="large"} 99.0
      rows_total 7.0
      """;

  @Test
  void addsUpTheSamplesOfOneNameAlone() {
    assertThat(Crew.sum(SCRAPED, "builds_total")).isEqualTo(15);
    assertThat(Crew.sum(SCRAPED, "rows_total")).isEqualTo(7);
    assertThat(Crew.sum(SCRAPED, "nothing_total")).isZero();
  }
}
