package dev.plimsoll.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TableRowsTest {
  private static final long PAGE = 8_192;

  @Test
  void scalesTheDensityAtTheLastAnalyzeToTheHeapOfToday() {
    assertThat(TableFacts.rows(1_000, 10, 10 * PAGE)).isEqualTo(1_000);
    assertThat(TableFacts.rows(1_000, 10, 30 * PAGE)).isEqualTo(3_000);
  }

  @Test
  void neverAnalyzedMeansUnknownAndNotEmpty() {
    assertThat(TableFacts.rows(-1, 0, 10 * PAGE)).isEqualTo(-1);
    assertThat(TableFacts.rows(-1, 0, 0)).isEqualTo(-1);
    assertThat(TableFacts.rows(0, 0, 10 * PAGE)).isEqualTo(-1);
    assertThat(TableFacts.rows(0, 0, 0)).isZero();
  }
}
