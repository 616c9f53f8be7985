package dev.plimsoll.planning.sizing;

import static dev.plimsoll.planning.Facts.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VectorListsTest {
  private static final IndexDefinition PLAIN =
      new IndexDefinition(Kind.INDEX, List.of("e")).withMethod("ivfflat");
  private static final VectorWidth WIDTH = new VectorWidth(128, 520);

  /// As a server of PostgreSQL 17 with pgvector 0.8.0 said.
  @Test
  void aThousandListsNeed222Mebibytes() {
    VectorLists lists =
        VectorLists.of(PLAIN.withParameters(Map.of("lists", "1000")), 100_000, WIDTH);

    assertThat(lists.memoryBytes()).isEqualTo(222 * MIB);
  }

  @Test
  void parametersThatPostgresqlRefusesAreTheDefault() {
    assertThat(VectorLists.of(PLAIN, 1, WIDTH).lists()).isEqualTo(100);
    for (String odd : List.of("0", "-1", "many", "1.5")) {
      assertThat(VectorLists.of(PLAIN.withParameters(Map.of("lists", odd)), 1, WIDTH).lists())
          .as(odd)
          .isEqualTo(100);
    }
    assertThat(VectorLists.of(PLAIN.withParameters(Map.of("lists", "99999")), 1, WIDTH).lists())
        .isEqualTo(32_768);
  }

  @Test
  void fewVectorsAreCentersAsTheyAre() {
    assertThat(new VectorLists(100, WIDTH, 100).memoryBytes()).isEqualTo(MIB);
    assertThat(new VectorLists(101, WIDTH, 100).memoryBytes()).isGreaterThan(5 * MIB);
    assertThat(new VectorLists(0, WIDTH, 100).indexBytes()).isPositive();
  }

  @Test
  void farFromAGoodNumberItSaysSo() {
    assertThat(new VectorLists(1_000_000, WIDTH, 100).advice())
        .hasValue("100 lists for 1,000,000 vectors, where about 1,000 are a good start");
    assertThat(new VectorLists(4_000_000, WIDTH, 2_000).advice()).isEmpty();
    assertThat(new VectorLists(20_000, WIDTH, 100).advice())
        .hasValue("100 lists for 20,000 vectors, where about 20 are a good start");
    assertThat(new VectorLists(100_000, WIDTH, 150).advice()).isEmpty();
    assertThat(new VectorLists(10, WIDTH, 100).advice()).isEmpty();
  }

  /// Fastest of three builds each, pgvector 0.8.0 on one slow machine: a factor apart, the same for
  /// all. Beside what is counted here each vector is read and sorted.
  @ParameterizedTest
  @CsvSource({
    "50000, 128, 100, 988",
    "100000, 128, 100, 1588",
    "50000, 128, 200, 1169",
    "50000, 128, 400, 2260",
    "50000, 64, 200, 824",
    "50000, 256, 200, 1890"
  })
  void buildsTakeAsLongAsWasMeasured(long vectors, int dimensions, int lists, double measured) {
    VectorLists sized =
        new VectorLists(vectors, new VectorWidth(dimensions, 8 + 4 * dimensions), lists);
    double predicted = sized.centersMillis() + sized.assignmentMillis() + vectors * 1.95 / 1_000;

    assertThat(measured / predicted).isCloseTo(1.9, Percentage.withPercentage(15));
  }
}
