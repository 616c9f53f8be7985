package dev.plimsoll.connector.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReadRangeTest {
  @Test
  void fewBoundsMakeOneRangeOfEverything() {
    assertThat(ReadRange.cut(List.of(), 4)).containsExactly(new ReadRange(null, null));
    assertThat(ReadRange.cut(List.of("a", "b"), 4)).containsExactly(new ReadRange(null, null));
    assertThat(ReadRange.cut(List.of("a", "b", "c"), 1)).containsExactly(new ReadRange(null, null));
  }

  @Test
  void theFirstHasNoLowerAndTheLastNoUpperBound() {
    assertThat(ReadRange.cut(List.of("0", "1", "2", "3", "4"), 2))
        .containsExactly(new ReadRange(null, "2"), new ReadRange("2", null));
  }

  @Test
  void equalBoundsMakeNoEmptyRange() {
    assertThat(ReadRange.cut(List.of("0", "1", "1", "1", "1", "2"), 5))
        .containsExactly(new ReadRange(null, "1"), new ReadRange("1", null));
  }

  @Test
  void rangesFollowOnEachOtherWhateverTheStatisticsSay() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      List<String> bounds =
          IntStream.range(0, random.nextInt(120))
              .map(n -> random.nextInt(50))
              .sorted()
              .mapToObj(Integer::toString)
              .toList();
      List<ReadRange> ranges = ReadRange.cut(bounds, 1 + random.nextInt(80));
      assertThat(ranges.getFirst().lower()).as("seed %d", seed).isNull();
      assertThat(ranges.getLast().upper()).as("seed %d", seed).isNull();
      for (int n = 1; n < ranges.size(); n++) {
        assertThat(ranges.get(n).lower())
            .as("seed %d", seed)
            .isNotNull()
            .isEqualTo(ranges.get(n - 1).upper());
      }
    }
  }
}
