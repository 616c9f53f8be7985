package dev.plimsoll.health.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.Given;
import dev.plimsoll.planning.sizing.VectorLists;
import dev.plimsoll.planning.sizing.VectorWidth;
import org.junit.jupiter.api.Test;

final class VectorRebuildTest {
  private static VectorRebuild of(VectorLists lists) {
    return VectorRebuild.of(Given.index(7, "t_e", "e"), Given.work(lists));
  }

  private static VectorLists lists(int number) {
    return new VectorLists(1_000_000, new VectorWidth(128, 520), number);
  }

  @Test
  void theMemoryIsEnoughForTheListsThatAreAdvised() {
    long needed = lists(1_000).memoryBytes();

    assertThat(lists(100).memoryBytes()).isLessThan(needed);
    assertThat(of(lists(100)).memoryBytes()).isEqualTo(needed);
  }

  @Test
  void noMoreListsAreAdvisedForTheSameProbes() {
    assertThat(of(lists(100)).lists()).isZero();
    assertThat(of(lists(5_000)).lists()).isEqualTo(1_000);
  }
}
