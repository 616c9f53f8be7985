package dev.plimsoll.benchmarks.knn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LatentVectorsTest {
  private static final int ROWS = 500;

  private final LatentVectors vectors = new LatentVectors(3);

  @Test
  void aSeedMakesTheSameVectorsAgain() {
    assertThat(new LatentVectors(3).row(17)).isEqualTo(vectors.row(17));
    assertThat(new LatentVectors(4).row(17)).isNotEqualTo(vectors.row(17));
    assertThat(vectors.row(18)).isNotEqualTo(vectors.row(17));
  }

  @Test
  void noRowIsTheVectorThatIsSearchedFor() {
    assertThat(IntStream.range(0, ROWS).mapToObj(vectors::row).toList())
        .noneMatch(row -> Arrays.equals(row, vectors.query(1)));
  }

  @Test
  void theOracleTakesTheNearestRowsInTheirOrderAlone() {
    // given
    float[] query = vectors.query(5);
    List<Long> nearest =
        IntStream.range(0, ROWS)
            .boxed()
            .sorted(Comparator.comparingDouble(id -> distance(vectors.row(id), query)))
            .limit(KnnQuery.NEIGHBORS)
            .map(Integer::longValue)
            .toList();
    // then
    assertThat(KnnOracle.agrees(vectors, ROWS, query, nearest)).isTrue();
    assertThat(KnnOracle.agrees(vectors, ROWS, query, nearest.reversed())).isFalse();
    assertThat(KnnOracle.agrees(vectors, ROWS, query, nearest.subList(1, 10))).isFalse();
    assertThat(KnnOracle.agrees(vectors, ROWS, vectors.query(6), nearest)).isFalse();
  }

  private static double distance(float[] one, float[] other) {
    return Math.sqrt(
        IntStream.range(0, one.length)
            .mapToDouble(i -> Math.pow((double) one[i] - other[i], 2))
            .sum());
  }

  @Test
  void textIsThatOfTheColumn() {
    float[] vector = {0.5f, -1f, 0.0003f};
    assertThat(new VectorType("public").text(vector)).isEqualTo("[0.5,-1.0,3.0E-4]");
    assertThat(VectorType.REAL_ARRAY.text(vector)).isEqualTo("{0.5,-1.0,3.0E-4}");
  }
}
