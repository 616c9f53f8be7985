package dev.plimsoll.planning.sizing;

import static dev.plimsoll.planning.Facts.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VectorGraphTest {
  private static final IndexDefinition PLAIN =
      new IndexDefinition(Kind.INDEX, List.of("e")).withMethod("hnsw");
  private static final VectorWidth WIDTH = new VectorWidth(128, 520);

  /// What a server of PostgreSQL 17 with pgvector 0.8.0 said of random vectors: after how many its
  /// graph no longer fitted, and how large the index became.
  @ParameterizedTest
  @CsvSource({
    "vector(128), 16, 64, 4, 3419, 5000, 4169728",
    "vector(3), 16, 64, 2, 2876, 5000, 1597440",
    "vector(768), 16, 64, 8, 2212, 4000, 16392192",
    "public.vector(1536), 16, 40, 16, 2438, 3500, 28680192",
    "vector(128), 4, 16, 4, 4911, 8000, 5472256",
    "vector(128), 48, 100, 4, 1863, 4000, 5472256",
    "vector(37), 8, 64, 3, 5131, 8000, 2875392",
    "halfvec(128), 16, 64, 4, 4332, 6000, 3424256",
    "halfvec(1000), 24, 64, 8, 2823, 4000, 10936320",
    "bit(256), 16, 64, 3, 4219, 6000, 2015232",
    "vector(2), 2, 4, 1, 3364, 8000, 1138688"
  })
  void whatFitsAndHowLargeItGrowsIsAsTheServerSays(
      String type, int m, int efConstruction, long mebibytes, long fitting, long rows, long bytes) {
    VectorGraph graph =
        VectorGraph.of(
            PLAIN.withParameters(Map.of("m", "" + m, "ef_construction", "" + efConstruction)),
            rows,
            VectorWidth.of(type).orElseThrow());

    assertThat((double) graph.fitting(mebibytes * MIB, 0))
        .isCloseTo(fitting, Percentage.withPercentage(0.5));
    assertThat((double) graph.indexBytes()).isCloseTo(bytes, Percentage.withPercentage(2));
    assertThat(graph.fitting(graph.memoryBytes(0), 0)).isEqualTo(rows);
    assertThat(graph.fitting(graph.memoryBytes(0) - 5_000, 0)).isLessThan(rows);
  }

  @Test
  void itsTypeSaysHowLargeAValueIs() {
    assertThat(VectorWidth.of("vector(128)")).hasValue(WIDTH);
    assertThat(VectorWidth.of("\"My ext\".halfvec(128)")).hasValue(new VectorWidth(128, 264));
    assertThat(VectorWidth.of("bit(9)")).hasValue(new VectorWidth(9, 10));
    assertThat(VectorWidth.of("vector")).isEmpty();
    assertThat(VectorWidth.of("sparsevec(1000)")).isEmpty();
    assertThat(VectorWidth.of("bit varying(9)")).isEmpty();
  }

  @Test
  void withoutParametersTheyArePgvectorsOwn() {
    assertThat(VectorGraph.of(PLAIN, 10, WIDTH)).isEqualTo(new VectorGraph(10, WIDTH, 16, 64));
    assertThat(VectorGraph.of(PLAIN.withParameters(Map.of("m", "1", "x", "2")), 10, WIDTH))
        .isEqualTo(new VectorGraph(10, WIDTH, 2, 64));
    assertThat(
            VectorGraph.of(
                PLAIN.withParameters(Map.of("m", "9999", "ef_construction", "999999")), 10, WIDTH))
        .isEqualTo(new VectorGraph(10, WIDTH, 100, 1_000));
    assertThat(VectorGraph.of(PLAIN.withParameters(Map.of("m", "off")), 10, WIDTH).neighbours())
        .isEqualTo(16);
  }

  @Test
  void aVectorThatDoesNotFitTakesSixTimesAsLong() {
    VectorGraph graph = new VectorGraph(100_000, WIDTH, 16, 64);
    double whole = graph.millis(graph.memoryBytes(0), 0);

    assertThat(whole).isCloseTo(23_400, Percentage.withPercentage(1));
    assertThat(graph.millis(0, 0)).isCloseTo(6 * whole, within(1e-6));
    assertThat(graph.millis(graph.memoryBytes(0) / 2, 0)).isCloseTo(3.5 * whole, within(5.0));
    assertThat(new VectorGraph(0, WIDTH, 16, 64).millis(0, 0)).isZero();
  }

  @Test
  void withWorkersPartOfTheMemoryIsForWhatTheyShare() {
    VectorGraph graph = new VectorGraph(100_000, WIDTH, 16, 64);

    // (64 MiB - 4 MiB) / (136 + 520 + 520 + 272 / 15)
    assertThat(graph.fitting(64 * MIB, 1)).isEqualTo(52_686);
    assertThat(graph.fitting(MIB, 1)).isZero();
  }

  /// Workers of versions before 0.8.2 may write past their memory.
  @Test
  void onlyVersionsWithoutThatDefectGetWorkers() {
    for (String with : List.of("0.8.2", "0.8.10", "0.9.0", "1.0", "1")) {
      assertThat(VectorGraph.mostWorkers(with)).as(with).isPositive();
    }
    for (String without : List.of("0.8.1", "0.8", "0.7.4", "0", "", "0.8.2-rc1")) {
      assertThat(VectorGraph.mostWorkers(without)).as(without).isZero();
    }
    assertThat(VectorGraph.mostWorkers(null)).isZero();
  }
}
