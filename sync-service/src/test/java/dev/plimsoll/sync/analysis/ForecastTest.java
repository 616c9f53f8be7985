package dev.plimsoll.sync.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.connector.table.ReadStrategy;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import dev.plimsoll.sync.analysis.Forecast.EarlierExtract;
import dev.plimsoll.sync.analysis.Forecast.Rate;
import dev.plimsoll.sync.analysis.Forecast.Reading;
import dev.plimsoll.sync.sparse.SparseConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForecastTest {
  private static final long MB = 1 << 20;
  private static final Rate ASSUMED = new Rate(500_000, "assumed");
  private static final QualifiedName NAME = new QualifiedName("public", "t");
  // The case of id windows: 50,000 rows, one in 52 ids.
  private static final KeyBounds SPARSE =
      new KeyBounds("id", List.of(52L, 1_300_000L, 2_600_000L), false);

  private static SourceTable table(long rows, long pages) {
    return new SourceTable(NAME, TableStructure.unordered(true, List.of()), rows, pages, 0, true);
  }

  private static Reading by(ReadStrategy strategy, int readTasks) {
    return new Reading(strategy, readTasks, 2, 128 * MB, SparseConfig.DEFAULT);
  }

  private static EarlierExtract past(String strategy, long rows, long bytes, double seconds) {
    return new EarlierExtract(strategy, new Figures(rows, bytes, 1, 1, seconds), List.of());
  }

  @Test
  void aTableThatWasNeverReadIsPredictedByWhatIsUsual() {
    // when: 1 GB in ranges of 2048 pages, by two at a time
    Forecast forecast =
        Forecast.of(
            table(10_000_000, 131_072),
            by(new ReadStrategy.Blocks(2_048), 4),
            null,
            List.of(),
            ASSUMED);

    // then
    assertThat(forecast.figures())
        .isEqualTo(new Figures(10_000_000, Math.round(1024 * MB * 0.4), 64, 4, 20));
    assertThat(forecast.basis()).isEqualTo("assumed");
  }

  @Test
  void whatIsRememberedOfTheTableCountsMore() {
    // given: the median of three, and another strategy that tells of bytes alone
    List<EarlierExtract> history =
        List.of(
            past("keyset", 1_000, 50_000, 0.01),
            past("blocks", 1_000, 40_000, 0.001),
            past("keyset", 1_000, 60_000, 0.02),
            past("keyset", 1_000, 70_000, 0.04));

    // when
    Forecast forecast =
        Forecast.of(table(2_000, 10), by(new ReadStrategy.Keyset(0), 1), null, history, ASSUMED);

    // then
    assertThat(forecast.figures()).isEqualTo(new Figures(2_000, 110_000, 1, 1, 0.04));
    assertThat(forecast.basis())
        .isEqualTo("50,000 rows/s, the median of the last 3 extracts of this table by keyset");
  }

  @Test
  void withoutStatisticsThereAreAsManyRowsAsTheLastTime() {
    Forecast forecast =
        Forecast.of(
            table(0, 10),
            by(new ReadStrategy.Stream(), 1),
            null,
            List.of(past("blocks", 777, 7_770, 1)),
            ASSUMED);

    assertThat(forecast.figures().rows()).isEqualTo(777);
    assertThat(forecast.basis()).isEqualTo("assumed; rows as the last time");
  }

  @Test
  void anEmptyTableTakesAQueryAndNoFile() {
    Forecast forecast =
        Forecast.of(table(0, 0), by(new ReadStrategy.Stream(), 1), null, List.of(), ASSUMED);

    assertThat(forecast.figures()).isEqualTo(new Figures(0, 0, 1, 0, 0));
  }

  // As WindowedReadingTest has it: by the planners' own rules.
  @ParameterizedTest
  @CsvSource({"fixed,52,52", "early-termination,3,3", "adaptive,7,1"})
  void windowsArePredictedByTheirOwnPlanner(String name, long queries, long files) {
    // given
    ReadStrategy strategy =
        switch (name) {
          case "fixed" -> new ReadStrategy.Fixed(50_000);
          case "adaptive" -> new ReadStrategy.Adaptive(50_000);
          default -> new ReadStrategy.EarlyTermination(50_000);
        };

    // when
    Figures figures =
        Forecast.of(table(50_000, 300), by(strategy, 1), SPARSE, List.of(), ASSUMED).figures();

    // then
    assertThat(figures.queries()).isEqualTo(queries);
    assertThat(figures.files()).isEqualTo(files);
  }

  @Test
  void aGapOfTrillionsIsPredictedWithoutWalkingThroughIt() {
    // given
    KeyBounds gap =
        new KeyBounds("id", List.of(1L, 1_000L, 9_000_000_000_001L, 9_000_000_001_000L), false);

    // when
    Figures figures =
        Forecast.of(
                table(3_000, 20), by(new ReadStrategy.Adaptive(50_000), 1), gap, List.of(), ASSUMED)
            .figures();

    // then: windows of 500,000 ids
    assertThat(figures.queries()).isBetween(17_900_000L, 18_100_000L);
  }
}
