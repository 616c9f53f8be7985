package dev.plimsoll.vectors.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.vectors.search.QueryVector;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Scores never lose a row that is among the nearest, and leave few others.
final class CandidatesTest {
  private static final int ROWS = 5_000;

  @ParameterizedTest
  @CsvSource({
    "L2, 3, 1, 1",
    "L2, 128, 1, 1e-6",
    "L2, 1536, 1e8, 1",
    "L2, 7, 1e-14, 1e-20",
    "INNER_PRODUCT, 128, 1, 1e-6",
    "INNER_PRODUCT, 33, 1e9, 1e9",
    "COSINE, 128, 1, 1e-6",
    "COSINE, 3, 1e-10, 1e-10",
    "COSINE, 64, 1e17, 1e16",
    "L1, 128, 1, 1e-6",
    "L1, 5, 1e12, 1e3"
  })
  void theNearestAreAmongThem(Distance distance, int dimensions, double around, double spread) {
    long seed = System.nanoTime() % 1_000_000;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    FloatRows rows = new FloatRows(dimensions);
    for (int i = 0; i < ROWS; i++) {
      assertThat(rows.add(vector(random, dimensions, around, spread))).isTrue();
    }
    String query = text(vector(random, dimensions, around, spread));
    VectorRows.Query search = rows.query(distance, query);
    double[] exact = IntStream.range(0, ROWS).mapToDouble(search::distance).sorted().toArray();

    for (int k : new int[] {1, 10, 500}) {
      Candidates candidates = new Candidates(k, ROWS, search.error());
      for (int row = 0; row < ROWS; row++) {
        candidates.offer(row, search.score(row));
      }

      double[] found =
          Arrays.stream(candidates.rows()).mapToDouble(search::distance).sorted().toArray();
      assertThat(Arrays.copyOf(found, k)).isEqualTo(Arrays.copyOf(exact, k));
    }
  }

  @ParameterizedTest
  @CsvSource({"L2, 128", "INNER_PRODUCT, 128", "COSINE, 128", "L1, 128"})
  void ofEvenlyDistributedVectorsFewOthersAreLeft(Distance distance, int dimensions) {
    Random random = new Random(1);
    FloatRows rows = new FloatRows(dimensions);
    for (int i = 0; i < ROWS; i++) {
      rows.add(vector(random, dimensions, 0, 1));
    }
    VectorRows.Query search = rows.query(distance, text(vector(random, dimensions, 0, 1)));
    Candidates candidates = new Candidates(10, ROWS, search.error());
    for (int row = 0; row < ROWS; row++) {
      candidates.offer(row, search.score(row));
    }

    assertThat(candidates.rows().length).isBetween(10, 20);
  }

  private static float[] vector(Random random, int dimensions, double around, double spread) {
    float[] values = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      values[i] = (float) (around + spread * (random.nextDouble() - 0.5));
    }
    return values;
  }

  private static String text(float[] values) {
    return QueryVector.array(values);
  }
}
