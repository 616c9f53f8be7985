package dev.plimsoll.cli.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.search.NearestRows;
import dev.plimsoll.contracts.search.NearestRows.Found;
import dev.plimsoll.contracts.search.NearestRows.Search;
import dev.plimsoll.contracts.search.SearchMethod;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.contracts.search.SearchWay;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SearchTextTest {
  private static final int WIDE = Integer.MAX_VALUE;

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  @Test
  void rowsOfOneDatabaseAreRanked() {
    assertThat(text(SearchText.found(SearchViews.nearest(), WIDE)))
        .isEqualTo(
            """
            RANK  KEY      DISTANCE
               1  17, eu          0
               2  4, us   0.1234568
               3  5, us   no vector

            shop: shared-blocks, 4 workers, 16 ranges, 12.3 ms: 4 workers were the fastest
            """);
  }

  @Test
  void rowsOfSeveralDatabasesNameThem() {
    assertThat(text(SearchText.found(SearchViews.ofTwo(), WIDE)))
        .isEqualTo(
            """
            RANK  DATABASE  KEY  DISTANCE
               1  west      9         1.5
               2  shop      7           2

            shop: shared-blocks, 4 workers, 16 ranges, 1.2 s: 4 workers were the fastest
            west: memory, 1 worker, 0.50 ms, as of 2026-06-15T12:00:00Z: a copy was asked for
            """);
  }

  @Test
  void theWayIsToldWithoutRowsToo() {
    assertThat(SearchText.found(SearchViews.none(), WIDE))
        .hasSize(3)
        .startsWith("No row was found.", "");
  }

  @Test
  void keysAndReasonsCannotSteerATerminal() {
    SearchWay way = new SearchWay("shop", OpenEnum.of(SearchMethod.MEMORY), 1, 1, "b\u001b[2J");
    NearestRows found =
        new NearestRows(
            List.of(new Found("shop", List.of("a\u001b[2J"), 1.0)),
            List.of(new Search(way, 1, null)));

    assertThat(text(SearchText.found(found, WIDE))).doesNotContain("\u001b").contains("\\u001b[2J");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, 0",
    "3, 3",
    "100000000, 100000000",
    "-12.345678912, -12.34568",
    "0.000123456789, 0.0001234568",
    "1e300, 1E+300",
    "1e-300, 1E-300",
    "NaN, NaN",
    "Infinity, Infinity"
  })
  void aDistanceHasSevenDigits(double distance, String shown) {
    assertThat(SearchText.distance(distance)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0.004, 0.00 ms",
    "9.994, 9.99 ms",
    "9.996, 10.0 ms",
    "99.96, 100 ms",
    "999.6, 1.0 s"
  })
  void timesHaveThreeDigits(double millis, String shown) {
    assertThat(SearchText.millis(millis)).isEqualTo(shown);
  }

  @Test
  void waysSayWhy() {
    assertThat(SearchText.ways(List.of(SearchViews.shared())))
        .containsExactly("shop: shared-blocks, 4 workers, 16 ranges: 4 workers were the fastest");
  }

  @Test
  void eachMethodIsCountedAndSessionsOnceADatabase() {
    assertThat(text(SearchText.counts(SearchViews.counts(), WIDE)))
        .isEqualTo(
            """
            DATABASE  METHOD         SEARCHES   MEDIAN      P99  WORKERS  FAILED  OPEN  FREE    MEMORY
            shop      one-statement     1,200  80.3 ms    1.5 s      1.0       2     3     5  1.00 MiB
            shop      shared-blocks        40  20.0 ms  31.0 ms      3.8
            west                            0                                  1     0     8       0 B
            """);
  }

  @Test
  void measuredWaysAreComparedByBars() {
    assertThat(text(SearchText.measured(SearchViews.measured(), WIDE)))
        .isEqualTo(
            """
            METHOD         WORKERS  RANGES   MEDIAN    WORST  SPEEDUP  RECALL  MEDIAN AS A BAR
            one-statement        1       1  80.0 ms  95.5 ms     1.00   1.000  ####################
            shared-blocks        4      16  20.0 ms  31.0 ms     4.00   1.000  #####
            one-index            1       1  1.50 ms  2.25 ms    53.33   0.999  #

            one-statement: one statement is the rival
            shared-blocks: 4 workers were the fastest
            one-index: an index was asked for
            """);
  }

  @Test
  void settingsHaveTheNamesOfTheirOptions() {
    assertThat(text(SearchText.tuning("shop", SearchViews.TUNING)))
        .isEqualTo(
            """
            shop
              parallel           on
              min-rows           10,000
              min-pages          100
              pages-per-worker   1,000
              ranges-per-worker  4
              max-workers        8
              memory             256 MiB
              refresh-after      5m
            """);
    assertThat(SearchText.tuning("shop", SearchTuning.NONE)).containsExactly("shop");
  }
}
