package dev.plimsoll.sync.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.connector.table.IdWindow;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DensityMapTest {
  private static final int CASES = 10_000;

  @Test
  void rowsWhereTheyAre() {
    // given
    DensityMap map = new DensityMap(new IdWindow(0, 99), 4);

    // when
    map.observe(new IdWindow(0, 24), 25);
    map.observe(new IdWindow(25, 74), 5);

    // then: half of what is seen over two steps goes to each
    assertThat(map.regions())
        .isEqualTo(
            List.of(
                new DensityMap.Region(0, 24, 25, 1, 1),
                new DensityMap.Region(25, 49, 3, 1, 0.12),
                new DensityMap.Region(50, 74, 2, 1, 0.08),
                new DensityMap.Region(75, 99, 0, 0, 0)));
    assertThat(map.rows()).isEqualTo(30);
    assertThat(map.efficiency()).isEqualTo(0.4);
  }

  @Test
  void noRowIsLostByRoundingAndTheStepsAreTheRange() {
    long first = new Random().nextLong();
    System.out.printf("density maps: seeds %d to %d%n", first, first + CASES - 1);
    for (long seed = first; seed < first + CASES; seed++) {
      // given
      Random random = new Random(seed);
      long from = random.nextLong() >> random.nextInt(63);
      long width = (random.nextLong() >>> 1) >> random.nextInt(62);
      long last = from > Long.MAX_VALUE - width ? Long.MAX_VALUE : from + width;
      DensityMap map = new DensityMap(new IdWindow(from, last), 1 + random.nextInt(130));

      // when
      long rows = 0;
      for (int i = 0; i < 5; i++) {
        long one = from + (long) (random.nextDouble() * ((double) last - from));
        long other = from + (long) (random.nextDouble() * ((double) last - from));
        long seen = random.nextInt(1_000_000);
        map.observe(new IdWindow(Math.min(one, other), Math.max(one, other)), seen);
        rows += seen;
      }

      // then
      List<DensityMap.Region> steps = map.regions();
      assertThat(map.rows()).as("seed %d", seed).isEqualTo(rows);
      assertThat(steps.getFirst().first()).as("seed %d", seed).isEqualTo(from);
      assertThat(steps.getLast().last()).as("seed %d", seed).isEqualTo(last);
      for (int i = 1; i < steps.size(); i++) {
        assertThat(steps.get(i).first()).as("seed %d", seed).isEqualTo(steps.get(i - 1).last() + 1);
      }
      assertThat(steps).as("seed %d", seed).allMatch(step -> step.rows() >= 0);
    }
  }

  @Test
  void whatLiesOutsideCountsAtThatEnd() {
    DensityMap map = new DensityMap(new IdWindow(0, 99), 4);

    map.observe(new IdWindow(150, 160), 7);

    assertThat(map.regions().getLast().rows()).isEqualTo(7);
  }

  @Test
  void aGapOfNineTrillionIds() {
    // given
    DensityMap map = new DensityMap(new IdWindow(1, 9_000_000_000_000L), 64);

    // when: two ends, read by keyset
    map.observe(new IdWindow(1, 1_000_000), 1_000_000);
    map.observe(new IdWindow(1_000_001, 8_999_999_000_000L), 0);
    map.observe(new IdWindow(8_999_999_000_001L, 9_000_000_000_000L), 1_000_000);

    // then
    var savings = map.againstFixed(50_000, 21, 1, 0);
    assertThat(savings.queries()).isEqualTo(180_000_000);
    assertThat(savings.queriesSaved()).isEqualTo(179_999_979);
    assertThat(map.regions().get(30).rows()).isZero();
    assertThat(map.regions().get(30).observed()).isEqualTo(1);
  }

  @Test
  void emptyWindowsAreEstimatedForRowsByChance() {
    // given: 2 rows a window on average, 1000 windows, at random
    long seed = new Random().nextLong();
    System.out.printf("empty windows: seed %d%n", seed);
    Random random = new Random(seed);
    boolean[] filled = new boolean[1_000];
    DensityMap map = new DensityMap(new IdWindow(0, 999_999), 50);
    for (int i = 0; i < 2_000; i++) {
      int id = random.nextInt(1_000_000);
      filled[id / 1_000] = true;
      map.observe(new IdWindow(id, id), 1);
    }
    int really = 0;
    for (boolean window : filled) {
      really += window ? 1 : 0;
    }

    // then
    var savings = map.againstFixed(1_000, 1, 1, 0);
    assertThat(savings.queries()).isEqualTo(1_000);
    assertThat((double) savings.files()).isCloseTo(really, within(60.0));
    assertThat(savings.files() + savings.emptyQueries()).isEqualTo(1_000);
  }

  @Test
  void aHistogramKeepsItsClustersHoweverWideTheGap() {
    // given: half of the rows at either end of 9·10¹² ids
    List<Long> bounds =
        List.of(
            1L, 500_000L, 1_000_000L, 8_999_999_000_001L, 8_999_999_500_000L, 9_000_000_000_000L);

    // when
    DensityMap map = DensityMap.between(bounds, 2_500_000);

    // then
    assertThat(map.rows()).isEqualTo(2_500_000);
    assertThat(map.regions()).hasSize(5).allMatch(region -> region.rows() == 500_000);
    assertThat(map.rowsIn(new IdWindow(1, 250_000))).isCloseTo(250_000, within(1.0));
    assertThat(map.rowsIn(new IdWindow(-5, 0))).isZero();
    assertThat(map.sparseRegions(SparseConfig.DEFAULT.detection())).isEqualTo(1);
    assertThat(map.againstFixed(50_000, 3, 1, 0).queries()).isEqualTo(180_000_000);
  }

  @Test
  void fewIdsAndOneBoundAreMapsToo() {
    DensityMap one = DensityMap.between(List.of(7L), 1);
    DensityMap two = DensityMap.between(List.of(7L, 9L), 3);

    assertThat(one.regions()).containsExactly(new DensityMap.Region(7, 7, 1, 1, 1));
    assertThat(two.regions()).containsExactly(new DensityMap.Region(7, 9, 3, 1, 1));
    assertThat(two.inSteps(64).regions()).hasSize(3).allMatch(step -> step.rows() == 1);
  }

  @Test
  void drawnInEqualStepsNoRowIsLost() {
    long first = new Random().nextLong();
    System.out.printf("histograms in steps: seeds %d to %d%n", first, first + CASES - 1);
    for (long seed = first; seed < first + CASES; seed++) {
      // given
      Random random = new Random(seed);
      long[] bounds =
          random.longs(1 + random.nextInt(101)).map(id -> id >> 20).sorted().distinct().toArray();
      long rows = random.nextInt(1_000_000);

      // when
      DensityMap map = DensityMap.between(Arrays.stream(bounds).boxed().toList(), rows);
      DensityMap drawn = map.inSteps(64);

      // then
      assertThat(map.rows()).as("seed %d", seed).isEqualTo(rows);
      assertThat(drawn.rows()).as("seed %d", seed).isEqualTo(rows);
      assertThat(drawn.range()).as("seed %d", seed).isEqualTo(map.range());
      assertThat(map.rowsIn(map.range())).as("seed %d", seed).isCloseTo(rows, within(0.5));
    }
  }
}
