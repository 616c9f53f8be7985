package dev.plimsoll.vectors.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EqualSnapshotsTest {
  private final EqualSnapshots snapshots = new EqualSnapshots();

  private int passedOver() {
    int passed = 0;
    while (!snapshots.areLikely()) {
      passed++;
    }
    return passed;
  }

  @Test
  void theyAreTriedAsLongAsTheyAreEqual() {
    for (int i = 0; i < 10; i++) {
      assertThat(snapshots.areLikely()).isTrue();
      snapshots.were(true);
    }
  }

  @Test
  void eachDifferencePassesOverTwiceAsManySearches() {
    for (int expected : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 256}) {
      snapshots.were(false);

      assertThat(passedOver()).isEqualTo(expected);
    }
  }

  @Test
  void onceTheyAreEqualTheyAreTriedEachTime() {
    snapshots.were(false);
    snapshots.were(false);
    passedOver();

    snapshots.were(true);

    assertThat(passedOver()).isZero();
    snapshots.were(false);
    assertThat(passedOver()).isOne();
  }
}
