package dev.plimsoll.scan.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.scan.merge.OrderedMerge.SortedSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OrderedMergeTest {
  private static final int CASES = 10_000;

  private record Row(int key, int source, int position) {}

  @Test
  void isTheStableSortOfAllRows() {
    long first = new Random().nextLong();
    System.out.printf("merges: seeds %d to %d%n", first, first + CASES - 1);
    for (long seed = first; seed < first + CASES; seed++) {
      // given
      Random random = new Random(seed);
      List<List<Row>> sources = sources(random, random.nextInt(20), 1 + random.nextInt(50));
      List<Row> expected =
          sources.stream().flatMap(List::stream).collect(ArrayList::new, List::add, List::addAll);
      expected.sort(Comparator.comparingInt(Row::key));

      // when
      List<Row> merged = all(merge(sources, Comparator.comparingInt(Row::key)));

      // then: sort is stable, and sources stood one behind the other
      assertThat(merged).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void comparesAtMostLogTwoOfTheSourcesForEachRow() {
    for (int k = 1; k <= 65; k++) {
      // given
      AtomicLong comparisons = new AtomicLong();
      List<List<Row>> sources = sources(new Random(k), k, 1000);
      long rows = sources.stream().mapToLong(List::size).sum();

      // when
      all(
          merge(
              sources,
              (a, b) -> {
                comparisons.incrementAndGet();
                return Integer.compare(a.key(), b.key());
              }));

      // then: the first tournament has k - 1 matches
      int levels = 32 - Integer.numberOfLeadingZeros(k - 1);
      assertThat(comparisons.get()).as("%d sources", k).isLessThanOrEqualTo(k - 1 + rows * levels);
    }
  }

  @Test
  void asksASourceOnlyWhenItsRowHasBeenTaken() {
    // given
    AtomicInteger asked = new AtomicInteger();
    OrderedMerge<Integer, RuntimeException> merge =
        new OrderedMerge<>(List.of(asked::incrementAndGet), Comparator.naturalOrder());

    // then
    assertThat(asked).hasValue(0);
    assertThat(merge.next()).isEqualTo(1);
    assertThat(asked).hasValue(1);
    assertThat(merge.next()).isEqualTo(2);
    assertThat(asked).hasValue(2);
  }

  @Test
  void staysAtItsEnd() {
    OrderedMerge<Row, RuntimeException> merge =
        merge(List.of(List.of(), List.of()), Comparator.comparingInt(Row::key));

    assertThat(merge.next()).isNull();
    assertThat(merge.next()).isNull();
  }

  @Test
  void aSourcesErrorIsNotTakenForItsEnd() {
    // given
    SortedSource<Integer, IOException> broken =
        () -> {
          throw new IOException("connection lost");
        };
    OrderedMerge<Integer, IOException> merge =
        new OrderedMerge<>(List.of(() -> 1, broken), Comparator.naturalOrder());

    // then
    assertThatExceptionOfType(IOException.class).isThrownBy(merge::next);
  }

  private static List<List<Row>> sources(Random random, int count, int most) {
    List<List<Row>> sources = new ArrayList<>();
    int keys = 1 + random.nextInt(100);
    for (int source = 0; source < count; source++) {
      int size = random.nextInt(most + 1);
      int[] sorted = random.ints(size, 0, keys).sorted().toArray();
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        rows.add(new Row(sorted[i], source, i));
      }
      sources.add(rows);
    }
    return sources;
  }

  private static OrderedMerge<Row, RuntimeException> merge(
      List<List<Row>> sources, Comparator<Row> order) {
    return new OrderedMerge<>(
        sources.stream().map(rows -> source(rows.iterator())).toList(), order);
  }

  private static SortedSource<Row, RuntimeException> source(Iterator<Row> rows) {
    return () -> rows.hasNext() ? rows.next() : null;
  }

  private static List<Row> all(OrderedMerge<Row, RuntimeException> merge) {
    List<Row> rows = new ArrayList<>();
    @Nullable Row row = merge.next();
    while (row != null) {
      rows.add(row);
      row = merge.next();
    }
    return rows;
  }
}
