package dev.plimsoll.bisection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BisectionTest {
  private final List<String> seen = new ArrayList<>();
  private int attempts;

  /// Does all, or none where one of them is bad.
  private void attempt(List<Integer> together, Set<Integer> bad) {
    attempts++;
    if (together.stream().anyMatch(bad::contains)) {
      throw new ArithmeticException("one of " + together.size());
    }
    together.forEach(element -> seen.add("done " + element));
  }

  private int run(List<Integer> elements, Set<Integer> bad) {
    return Bisection.run(
        elements,
        ArithmeticException.class::isInstance,
        together -> attempt(together, bad),
        (offender, why) -> seen.add("aside " + offender + ", " + why.getMessage()));
  }

  @Test
  void whatIsAllInOrderIsOneAttempt() {
    assertThat(run(List.of(1, 2, 3), Set.of())).isZero();

    assertThat(attempts).isEqualTo(1);
    assertThat(seen).containsExactly("done 1", "done 2", "done 3");
  }

  @Test
  void nothingIsNoAttempt() {
    assertThat(run(List.of(), Set.of())).isZero();
    assertThat(attempts).isZero();
  }

  @Test
  void anOffenderIsSetAsideInItsPlaceWithItsOwnReason() {
    assertThat(run(List.of(1, 2, 3, 4), Set.of(2))).isEqualTo(1);

    assertThat(seen).containsExactly("done 1", "aside 2, one of 1", "done 3", "done 4");
  }

  @Test
  void oneOffenderOfManyCostsFewAttempts() {
    List<Integer> elements = IntStream.range(0, 64_000).boxed().toList();

    assertThat(run(elements, Set.of(47_011))).isEqualTo(1);
    assertThat(attempts).isLessThanOrEqualTo(2 * 16 + 1);
    assertThat(seen).hasSize(64_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whateverIsBadEverythingElseIsDoneOnceAndInOrder(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      seen.clear();
      List<Integer> elements = IntStream.range(0, random.nextInt(50)).boxed().toList();
      Set<Integer> bad = new TreeSet<>();
      elements.stream().filter(_ -> random.nextInt(4) == 0).forEach(bad::add);

      assertThat(run(elements, bad)).as("seed %d, round %d", seed, round).isEqualTo(bad.size());

      assertThat(seen)
          .as("seed %d, round %d", seed, round)
          .containsExactlyElementsOf(
              elements.stream()
                  .map(one -> bad.contains(one) ? "aside " + one + ", one of 1" : "done " + one)
                  .toList());
    }
  }

  @Test
  void anOutageIsNobodysFault() {
    assertThatThrownBy(
            () ->
                Bisection.<Integer, IOException>run(
                    List.of(1, 2, 3),
                    ArithmeticException.class::isInstance,
                    _ -> {
                      attempts++;
                      throw new IOException("away");
                    },
                    (offender, _) -> seen.add("aside " + offender)))
        .isInstanceOf(IOException.class);

    assertThat(attempts).isEqualTo(1);
    assertThat(seen).isEmpty();
  }
}
