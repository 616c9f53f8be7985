package dev.plimsoll.scan.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.plimsoll.scan.range.KeySpace.CutPoint;
import org.junit.jupiter.api.Test;

final class LongSpaceTest {
  @Test
  void cutsInTheMiddle() {
    assertThat(LongSpace.ids(0, 99).cut(new ScanRange<>(20L, 40L)))
        .isEqualTo(new CutPoint.At<>(30L));
    assertThat(LongSpace.ids(0, 99).cut(ScanRange.everything())).isEqualTo(new CutPoint.At<>(50L));
  }

  @Test
  void twoKeysCanBePartedAndOneCannot() {
    LongSpace space = LongSpace.ids(0, 99);

    assertThat(space.cut(new ScanRange<>(20L, 22L))).isEqualTo(new CutPoint.At<>(21L));
    assertThat(space.cut(new ScanRange<>(20L, 21L))).isInstanceOf(CutPoint.Nowhere.class);
    assertThat(space.cut(new ScanRange<>(20L, 20L))).isInstanceOf(CutPoint.Nowhere.class);
  }

  @Test
  void allNumbersThereAre() {
    // given
    LongSpace space = LongSpace.ids(Long.MIN_VALUE, Long.MAX_VALUE);

    // then: neither overflow nor a cut at an end
    assertThat(space.cut(ScanRange.everything())).isEqualTo(new CutPoint.At<>(0L));
    assertThat(space.extent(ScanRange.everything())).isEqualTo(0x1p64);
    assertThat(space.cut(new ScanRange<>(Long.MAX_VALUE - 1, null)))
        .isEqualTo(new CutPoint.At<>(Long.MAX_VALUE));
    assertThat(space.cut(new ScanRange<>(Long.MAX_VALUE, null)))
        .isInstanceOf(CutPoint.Nowhere.class);
    assertThat(space.cut(new ScanRange<>(null, Long.MIN_VALUE)))
        .isInstanceOf(CutPoint.Nowhere.class);
  }

  @Test
  void whatLiesBeyondTheKnownBoundsIsNoReasonToCut() {
    LongSpace space = LongSpace.ids(0, 99);

    assertThat(space.extent(new ScanRange<>(150L, null))).isZero();
    assertThat(space.cut(new ScanRange<>(150L, null))).isInstanceOf(CutPoint.Nowhere.class);
  }

  @Test
  void blocksAreCutAtGranules() {
    LongSpace blocks = LongSpace.blocks(1_000_000, 2048);

    for (long from = 0; from < 10_000; from += 37) {
      for (long to = from; to < 20_000; to += 411) {
        if (blocks.cut(new ScanRange<>(from, to)) instanceof CutPoint.At<Long>(Long at)) {
          assertThat(at).isGreaterThan(from).isLessThan(to);
          assertThat(at % 2048).isZero();
        } else {
          assertThat(to - from).as("%d to %d", from, to).isLessThanOrEqualTo(2 * 2048);
        }
      }
    }
  }

  @Test
  void refusesBoundsThatAreNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> LongSpace.ids(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> LongSpace.blocks(10, 0));
  }
}
