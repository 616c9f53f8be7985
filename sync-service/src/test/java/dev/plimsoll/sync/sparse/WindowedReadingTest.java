package dev.plimsoll.sync.sparse;

import static dev.plimsoll.sync.sparse.AdaptiveChunkSizer.DEFAULT_BASE_SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.sync.sparse.SparseSequenceAccumulator.Batch;
import dev.plimsoll.sync.sparse.SparseSequenceAccumulator.Flush;
import dev.plimsoll.sync.sparse.SparseSequenceAnalyzer.Recommendation;
import dev.plimsoll.sync.sparse.WindowPlanner.Rule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The rules and figures the optimization came with. What contradicts itself is on record as such.
final class WindowedReadingTest {
  private static final SparseConfig CONFIG = SparseConfig.DEFAULT;

  /// 50,000 rows at 1.9 %: about 2.63 million ids.
  private static final IdWindow CASE = new IdWindow(1, Math.round(50_000 / 0.019));

  @Nested
  final class Sizer {
    private final AdaptiveChunkSizer sizer =
        new AdaptiveChunkSizer(DEFAULT_BASE_SIZE, CONFIG.adaptiveScaling());

    @Test
    void tenfoldThreefoldOrAsItIs() {
      assertThat(sizer.nextChunkSize(0)).isEqualTo(500_000);
      assertThat(sizer.nextChunkSize(0.0499)).isEqualTo(500_000);
      assertThat(sizer.nextChunkSize(0.05)).isEqualTo(150_000);
      assertThat(sizer.nextChunkSize(0.1999)).isEqualTo(150_000);
      assertThat(sizer.nextChunkSize(0.20)).isEqualTo(50_000);
      assertThat(sizer.nextChunkSize(1)).isEqualTo(50_000);
    }

    // The rule as written, min(base * 3, 150000), makes windows of a base of 200,000 narrower where
    // rows get rarer.
    @Test
    void aCapBelowTheBaseDoesNotNarrowWindows() {
      AdaptiveChunkSizer wide = new AdaptiveChunkSizer(200_000, CONFIG.adaptiveScaling());

      assertThat(Math.min(200_000 * 3, 150_000)).isLessThan(200_000);
      assertThat(wide.nextChunkSize(0.1)).isEqualTo(200_000);
    }

    @Test
    void switchedOffItIsTheBase() {
      var off = new SparseConfig.AdaptiveScaling(false, 10, 500_000);

      assertThat(new AdaptiveChunkSizer(50_000, off).nextChunkSize(0)).isEqualTo(50_000);
    }

    @Test
    void doesNotOverflow() {
      var wide = new SparseConfig.AdaptiveScaling(true, 10, Long.MAX_VALUE);

      assertThat(new AdaptiveChunkSizer(Long.MAX_VALUE / 2, wide).nextChunkSize(0))
          .isEqualTo(Long.MAX_VALUE);
    }
  }

  @Nested
  final class Detection {
    private final SparseConfig.Detection detection = CONFIG.detection();

    @Test
    void oneHundredFortyFourOf7458IsSparse() {
      IdWindow window = new IdWindow(1, 7_458);

      assertThat(100 * window.efficiency(144)).isCloseTo(1.9, within(0.05));
      assertThat(detection.isSparse(window, 144)).isTrue();
    }

    @Test
    void theThresholdItselfIsNotSparseAndSmallWindowsAreNotJudged() {
      assertThat(detection.isSparse(new IdWindow(1, 50_000), 5_000)).isFalse();
      assertThat(detection.isSparse(new IdWindow(1, 50_000), 4_999)).isTrue();
      assertThat(detection.isSparse(new IdWindow(1, 1_000), 0)).isFalse();
      assertThat(detection.isSparse(new IdWindow(1, 1_001), 0)).isTrue();
    }

    // Where 7,458 comes from: the rows that are left of 50,000 are taken for the width of the next
    // window. At 1.9 % each window brings 1.9 % of what is missing, and it never ends in time.
    @Test
    void rowsLeftTakenForAWidthCrawl() {
      assertThat(50_000 - 42_542).isEqualTo(7_458);
      double efficiency = 144.0 / 7_458;
      long left = 7_458;
      int queries = 0;
      while (left * efficiency >= 1) {
        left -= (long) (left * efficiency);
        queries++;
      }
      assertThat(queries).isGreaterThan(100);
      assertThat(left).as("and then a window brings less than a row").isGreaterThan(50);
    }

    // 26 queries for 50,000 rows, and 1.9 %: not both. Windows of 50,000 ids would be 53.
    @Test
    void twentySixQueriesAreNotOnePointNinePercent() {
      assertThat(queriesOf(planner(Rule.FIXED, DEFAULT_BASE_SIZE, CONFIG))).isEqualTo(53);
      assertThat(50_000.0 / (26 * 50_000)).as("26 would be").isCloseTo(0.038, within(0.001));
    }
  }

  @Nested
  final class Analyzer {
    private SparseSequenceAnalyzer analyzer =
        new SparseSequenceAnalyzer(CONFIG.detection(), List.of(), 0);

    private void window(double efficiency) {
      analyzer = analyzer.analyzed(new IdWindow(1, 50_000), Math.round(50_000 * efficiency));
    }

    @Test
    void twoSparseWindowsOneAfterTheOtherTerminate() {
      window(0.09);
      assertThat(analyzer.recommendation()).isEqualTo(Recommendation.ADAPTIVE_SCALING);
      window(0.50);
      window(0.09);
      assertThat(analyzer.consecutiveSparse()).isEqualTo(1);
      window(0.05);
      assertThat(analyzer.recommendation()).isEqualTo(Recommendation.TERMINATE_EARLY);
    }

    @Test
    void theAverageOfThreeWindowsBelowThirtyPercentScales() {
      window(0.30);
      window(0.30);
      window(0.30);
      assertThat(analyzer.recommendation()).isEqualTo(Recommendation.NORMAL_PROCESSING);
      window(0.29);
      assertThat(analyzer.recommendation()).isEqualTo(Recommendation.ADAPTIVE_SCALING);
      assertThat(analyzer.recent()).hasSize(3);
    }

    // As written it divides by the number of windows, which is none at first.
    @Test
    void beforeTheFirstWindowNothingIsKnown() {
      assertThat(analyzer.recommendation()).isEqualTo(Recommendation.NORMAL_PROCESSING);
    }

    // The formula is upside down: windows of ids are as many whether or not there are rows in them,
    // and it counts fewer rows as more queries.
    @Test
    void theFormulaCountsMoreQueriesThanThereAreWindows() {
      double formula = CASE.width() / (50_000 * 0.019);
      long windows = queriesOf(planner(Rule.FIXED, 50_000, CONFIG));

      assertThat(formula).isGreaterThan(50 * windows);
    }
  }

  @Nested
  final class Accumulator {
    private final SparseSequenceAccumulator accumulator =
        new SparseSequenceAccumulator(CONFIG.accumulation());

    @Test
    void fillsFilesOfAtLeastTheGreatestBatchAndFlushesTheRestAtTheEnd() {
      assertThat(accumulator.addChunk(199_999, 1)).isEqualTo(new Flush(null, null));
      assertThat(accumulator.addChunk(1, 1)).isEqualTo(new Flush(null, new Batch(200_000, 2, 2)));
      accumulator.addChunk(144, 1);
      assertThat(accumulator.flushBuffer()).isEqualTo(new Batch(144, 1, 1));
      assertThat(accumulator.flushBuffer()).isNull();
    }

    // The class as written knows no limit of memory, only the configuration has one.
    @Test
    void memoryIsAHardLimit() {
      long half = 257L << 20;
      accumulator.addChunk(10, half);

      assertThat(accumulator.addChunk(10, half)).isEqualTo(new Flush(new Batch(10, half, 1), null));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> accumulator.addChunk(10, (512L << 20) + 1));
    }

    // 26 small files to one is 96 % fewer; "2,600 %" is the ratio.
    @Test
    void twentySixFilesBecomeOne() {
      for (int i = 0; i < 26; i++) {
        accumulator.addChunk(1_923, 100);
      }
      assertThat(accumulator.flushBuffer()).isEqualTo(new Batch(49_998, 2_600, 26));
      assertThat(100.0 * 25 / 26).isCloseTo(96.2, within(0.1));
    }

    @Test
    void switchedOffEveryChunkIsAFile() {
      accumulator.under(new SparseConfig.Accumulation(false, 50_000, 200_000, 512));

      assertThat(accumulator.addChunk(144, 9)).isEqualTo(new Flush(null, new Batch(144, 9, 1)));
    }
  }

  @Nested
  final class Projections {
    // "~5 queries": two windows are seen to be sparse, and the rest is one keyset reading or more.
    @Test
    void earlyTerminationAsksTwoWindowsAndDefersTheRest() {
      assertThat(queriesOf(planner(Rule.EARLY_TERMINATION, 50_000, CONFIG))).isEqualTo(2);
      SparseConfig atFirst =
          new SparseConfig(
              true,
              new SparseConfig.Detection(0.10, 1_000, 1),
              CONFIG.adaptiveScaling(),
              CONFIG.accumulation(),
              CONFIG.monitoring());
      assertThat(queriesOf(planner(Rule.EARLY_TERMINATION, 50_000, atFirst))).isEqualTo(1);
    }

    // "~3 queries": by its own rule it is 7, one of 50,000 ids and six of 500,000.
    @Test
    void adaptiveTakesSevenQueriesNotThree() {
      int queries = queriesOf(planner(Rule.ADAPTIVE, 50_000, CONFIG));

      assertThat(queries).isEqualTo(7);
      assertThat(1 - queries / 53.0).as("80 % fewer").isGreaterThan(0.80);
    }

    // 9 minutes to 3, 2, 1.5 and 1 are 67, 78, 83 and 89 %, not 70, 80, 85 and 90.
    @Test
    void theTimesAreRoundedUp() {
      double[][] minutesAndClaim = {{3, 70}, {2, 80}, {1.5, 85}, {1, 90}};
      for (double[] row : minutesAndClaim) {
        assertThat(100 * (1 - row[0] / 9)).isBetween(row[1] - 4, row[1]);
      }
    }
  }

  @Nested
  final class Configuration {
    private final ObjectMapper json = JsonMapper.builder().build();

    @Test
    void hasItsStructureNamesAndDefaults() throws Exception {
      String original =
          """
          {
            "enabled": true,
            "detection": {
              "efficiency_threshold": 0.10,
              "min_chunk_size_check": 1000,
              "consecutive_sparse_limit": 2
            },
            "adaptive_scaling": {
              "enabled": true,
              "max_scale_factor": 10,
              "max_chunk_size": 500000
            },
            "accumulation": {
              "enabled": true,
              "min_batch_size": 50000,
              "max_batch_size": 200000,
              "max_memory_mb": 512
            },
            "monitoring": {
              "log_efficiency_metrics": true,
              "alert_on_sparse_detection": true,
              "track_performance_gains": true
            }
          }
          """;
      assertThat(json.readTree(json.writeValueAsString(CONFIG))).isEqualTo(json.readTree(original));
      assertThat(json.readValue(original, SparseConfig.class)).isEqualTo(CONFIG);
    }

    @Test
    void refusesWhatMakesNoSenseByItsName() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SparseConfig.Detection(0, 1_000, 2))
          .withMessageStartingWith("detection.efficiency_threshold");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SparseConfig.Detection(0.1, 1_000, 0))
          .withMessageStartingWith("detection.consecutive_sparse_limit");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SparseConfig.AdaptiveScaling(true, 0, 1))
          .withMessageStartingWith("adaptive_scaling.max_scale_factor");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SparseConfig.Accumulation(true, 10, 9, 512))
          .withMessageStartingWith("accumulation.max_batch_size");
    }
  }

  @Test
  void summaryByItsNames() throws Exception {
    // given: 53 queries and 50 files without, 2 and 1 with
    SparseOptimizationMetrics metrics =
        new SparseOptimizationMetrics(1, 51, Duration.ofSeconds(485), 49, 2);

    // then
    assertThat(JsonMapper.builder().build().writeValueAsString(metrics.performanceSummary()))
        .isEqualTo(
            "{\"sparse_detections\":1,\"queries_saved\":51,\"time_saved_minutes\":8.08,"
                + "\"files_consolidated\":49,\"efficiency_gain_percent\":96.2}");
    assertThat(SparseOptimizationMetrics.NONE.performanceSummary().efficiencyGainPercent())
        .isZero();
    assertThat(metrics.plus(metrics).queriesSaved()).isEqualTo(102);
  }

  private static WindowPlanner planner(Rule rule, long width, SparseConfig config) {
    return WindowPlanner.of(rule, width, CASE, config);
  }

  /// At an even 1.9 %.
  private static int queriesOf(WindowPlanner planner) {
    int queries = 0;
    WindowPlanner current = planner;
    while (current.step() instanceof WindowStep.Read(IdWindow window)) {
      current = current.returned(Math.round(window.width() * 0.019));
      queries++;
    }
    return queries;
  }
}
