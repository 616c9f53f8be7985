package dev.plimsoll.connector.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BlockRangeTest {
  @Test
  void aHeapWithoutBlocksHasNoRange() {
    assertThat(BlockRange.cut(0, 2048)).isEmpty();
  }

  @Test
  void theLastRangeGoesToTheHeapsEndWhateverThatIs() {
    assertThat(BlockRange.cut(2048, 2048)).containsExactly(new BlockRange(0, 0, BlockRange.OPEN));
    assertThat(BlockRange.cut(2049, 2048))
        .containsExactly(new BlockRange(0, 0, 2048), new BlockRange(1, 2048, BlockRange.OPEN));
  }

  @Test
  void rangesFollowOnEachOther() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      long pages = 1 + random.nextInt(100_000);
      List<BlockRange> ranges = BlockRange.cut(pages, 1 + random.nextInt(5_000));
      assertThat(ranges.getFirst().firstPage()).as("seed %d", seed).isZero();
      assertThat(ranges.getLast().isOpen()).as("seed %d", seed).isTrue();
      assertThat(ranges.getLast().firstPage()).as("seed %d", seed).isLessThan(pages);
      for (int n = 1; n < ranges.size(); n++) {
        assertThat(ranges.get(n).number()).isEqualTo(n);
        assertThat(ranges.get(n).firstPage())
            .as("seed %d", seed)
            .isEqualTo(ranges.get(n - 1).endPage());
      }
    }
  }
}
