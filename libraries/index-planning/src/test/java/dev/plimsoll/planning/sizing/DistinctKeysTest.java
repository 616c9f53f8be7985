package dev.plimsoll.planning.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.postgres.catalog.IndexSample.KeyClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Different keys of a table whose keys are known, from a tenth of its pages.
final class DistinctKeysTest {
  private static final int ROWS = 400_000;
  private static final int ROWS_PER_PAGE = 100;
  private static final double FRACTION = 0.1;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void keysOfOneRowAreAsManyAsRows(long seed) {
    assertThat(of(i -> i, seed).expected()).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void equalKeysThatLieTogetherAreOfOnePage(long seed) {
    within(of(i -> i / 5, seed), ROWS / 5, 0.05);
  }

  @ParameterizedTest
  @ValueSource(ints = {20_000, 100_000, 200_000, 400_000})
  void keysThatChanceDealsOutDifferInTheirFrequency(int keys) {
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      int[] of = IntStream.range(0, ROWS).map(_ -> random.nextInt(keys)).toArray();
      within(of(i -> of[i], seed), IntStream.of(of).distinct().count(), 0.12);
    }
  }

  @Test
  void noKeysAreNone() {
    assertThat(DistinctKeys.of(List.of(), 0.5, 0).high()).isZero();
  }

  private static void within(DistinctKeys keys, double truth, double error) {
    System.out.printf("%s, truth %,.0f%n", keys, truth);
    assertThat(keys.expected() / truth).isBetween(1 - error, 1 + error);
    assertThat(truth).isBetween(keys.low(), keys.high() * 1.0001);
  }

  private static DistinctKeys of(IntUnaryOperator key, long seed) {
    Random random = new Random(100 + seed);
    Map<Integer, Integer> pages = new HashMap<>();
    long rows = 0;
    for (int page = 0; page < ROWS / ROWS_PER_PAGE; page++) {
      if (random.nextDouble() < FRACTION) {
        Set<Integer> onPage = new HashSet<>();
        for (int i = page * ROWS_PER_PAGE; i < (page + 1) * ROWS_PER_PAGE; i++) {
          onPage.add(key.applyAsInt(i));
        }
        onPage.forEach(some -> pages.merge(some, 1, Integer::sum));
        rows += ROWS_PER_PAGE;
      }
    }
    Map<Integer, Integer> classes = new HashMap<>();
    pages.values().forEach(seen -> classes.merge(seen, 1, Integer::sum));
    List<KeyClass> keys = new ArrayList<>();
    classes.forEach(
        (seen, values) -> keys.add(new KeyClass(seen, values, 0, (long) seen * values, 0)));
    return DistinctKeys.of(keys, (double) rows / ROWS, ROWS);
  }
}
