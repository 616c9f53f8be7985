package dev.plimsoll.health.index;

import static dev.plimsoll.health.Given.index;
import static dev.plimsoll.health.Given.unique;
import static dev.plimsoll.health.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.health.finding.FindingCode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RedundantIndexesTest {
  private static RedundantIndexes.Redundancy judge(IndexHealth... indexes) {
    return RedundantIndexes.judge(List.of(indexes));
  }

  @Test
  void keepsWhatAConstraintNeeds() {
    IndexHealth key = unique(index(2, "t_key", "a"), "t_key");
    IndexHealth used = with(index(1, "used", "a"), new IndexHealth.Use(1_000, null, null));

    assertThat(judge(used, key).findings()).containsOnlyKeys(1L);
    assertThat(judge(used, key).kept()).containsExactly(2L);
  }

  @Test
  void keepsTheLongerKey() {
    RedundantIndexes.Redundancy redundancy =
        judge(index(1, "a", "a"), index(2, "a_b", "a", "b"), index(3, "b", "b"));

    assertThat(redundancy.findings()).containsOnlyKeys(1L);
    assertThat(redundancy.findings().get(1L).code()).isEqualTo(FindingCode.INDEX_PREFIX_COVERED);
  }

  @Test
  void keepsAUniqueIndexWhoseKeyIsAPrefix() {
    assertThat(judge(unique(index(1, "a", "a"), ""), index(2, "a_b", "a", "b")).findings())
        .isEmpty();
  }

  @Test
  void dropsOneOfTwoUniqueIndexes() {
    assertThat(judge(unique(index(1, "x", "a"), ""), unique(index(2, "y", "a"), "")).findings())
        .containsOnlyKeys(2L);
  }

  @Test
  void readsAWhollyReversedIndexBackwards() {
    assertThat(judge(index(1, "up", "a", "b"), index(2, "down", "a desc", "b desc")).findings())
        .containsOnlyKeys(2L);
    assertThat(judge(index(1, "up", "a", "b"), index(2, "mixed", "a desc", "b")).findings())
        .isEmpty();
  }

  @Test
  void keepsTheMoreUsedOfEquals() {
    IndexHealth older = with(index(1, "older", "a"), new IndexHealth.Use(5, null, null));
    IndexHealth used = with(index(2, "used", "a"), new IndexHealth.Use(6, null, null));

    assertThat(judge(older, used).findings()).containsOnlyKeys(1L);
  }

  /// Whatever is dropped, something that stays serves its reads: for random sets of indexes.
  @Test
  void neverDropsBothOfAPair() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      List<IndexHealth> indexes =
          random.ints(1 + random.nextInt(7), 0, 9).mapToObj(i -> random(random, i)).toList();
      RedundantIndexes.Redundancy redundancy = RedundantIndexes.judge(indexes);
      for (IndexHealth index : indexes) {
        boolean served =
            indexes.stream()
                .filter(other -> !redundancy.findings().containsKey(other.oid()))
                .anyMatch(other -> begins(other, index));
        assertThat(served).as("seed %d, round %d: %s", seed, round, indexes).isTrue();
      }
    }
  }

  private static long number;

  private static IndexHealth random(Random random, int i) {
    List<String> columns = Arrays.asList("a", "b", "c");
    Collections.shuffle(columns, random);
    String[] key = columns.subList(0, 1 + i % 3).toArray(String[]::new);
    IndexHealth index = index(++number, "i" + number, key);
    return i > 6 ? unique(index, i == 8 ? "k" : "") : index;
  }

  /// An oracle of names alone, without directions or classes.
  private static boolean begins(IndexHealth other, IndexHealth index) {
    List<String> key = index.shape().columns();
    List<String> longer = other.shape().columns();
    return longer.size() >= key.size() && longer.subList(0, key.size()).equals(key);
  }
}
