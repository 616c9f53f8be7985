package dev.plimsoll.health.table;

import static dev.plimsoll.health.Given.index;
import static dev.plimsoll.health.Given.table;
import static dev.plimsoll.health.Given.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.facts.ColumnHealth.FullList;
import dev.plimsoll.health.facts.ColumnHealth.Widths;
import dev.plimsoll.health.facts.CombinedValues;
import dev.plimsoll.health.facts.TableHealth;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TableRulesTest {
  private static final TableHealth TABLE = table(100_000, 0, Map.of());

  @ParameterizedTest(name = "{1} combinations in {0} rows, product {2}: {3}")
  @CsvSource({
    // A city determines its country.
    "20000, 500, 25000, true",
    // Independent: as many as 20,000 draws of 25,000 bring.
    "20000, 13800, 25000, false",
    // All combinations there are.
    "20000, 100, 100, false",
    // A key: each row has its own.
    "20000, 20000, 40000000, false",
    // Too few rows to tell.
    "200, 10, 400, false",
  })
  void tellsDependentColumns(long rows, long together, double product, boolean dependent) {
    CombinedValues values = new CombinedValues(List.of("a", "b"), rows, product, together);

    assertThat(CorrelatedColumns.judge(TABLE, values) != null).isEqualTo(dependent);
  }

  @Test
  void looksAtNeighboursInAnIndexOnce() {
    List<List<String>> sets =
        CorrelatedColumns.candidates(
            List.of(
                index(1, "x", "a", "b", "c", "d"),
                index(2, "y", "b", "a"),
                unique(index(3, "z", "p", "q"), "")),
            List.of(List.of("c", "b")),
            List.of());

    assertThat(sets).containsExactly(List.of("c", "b"), List.of("a", "b"));
    assertThat(
            CorrelatedColumns.candidates(
                List.of(), List.of(List.of("a", "b")), List.of(Set.of("a", "b", "c"))))
        .as("what extended statistics know already")
        .isEmpty();
  }

  @Test
  void tellsAListThatWasCut() {
    FullList cut = new FullList(1, "v", 100, 100, 3_000, 0.00116, 0.4);
    FullList even = new FullList(1, "v", 100, 100, 3_000, 0.0004, 0.95);
    FullList whole = new FullList(1, "v", 100, 100, 120, 0.009, 0.02);

    assertThat(TableStatistics.target(TABLE, cut, Thresholds.DEFAULT)).isNotNull();
    assertThat(TableStatistics.target(TABLE, even, Thresholds.DEFAULT)).isNull();
    assertThat(TableStatistics.target(TABLE, whole, Thresholds.DEFAULT)).isNull();
  }

  @Test
  void expectsPagesByWidths() {
    // 23 bytes of header, 40 of values, gaps: 24 + 64 aligned, and a line pointer.
    Widths widths = new Widths(1, 6, 6, 40, false, List.of());

    assertThat(TableSizes.expectedBytes(88_000, widths, 100)).isEqualTo(1_000L * 8_192);
  }

  @Test
  void saysNothingOfATableWithoutStatistics() {
    Widths unknown = new Widths(1, 6, 0, 0, false, List.of("a"));

    assertThat(
            TableSizes.judge(
                table(1_000_000, 0, Map.of()), unknown, Thresholds.DEFAULT.withLeastBytes(1)))
        .isNull();
  }
}
