package dev.plimsoll.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FairnessTest {
  @Test
  void isOneWhereAllDidTheSame() {
    assertThat(Fairness.of(List.of(5.0, 5.0, 5.0))).isEqualTo(new Fairness(1, 1));
  }

  @Test
  void isOneOverTheirNumberWhereOneDidAll() {
    assertThat(Fairness.of(List.of(8.0, 0.0, 0.0, 0.0))).isEqualTo(new Fairness(0.25, 0));
  }

  @Test
  void isBetweenThemElse() {
    Fairness fairness = Fairness.of(List.of(1.0, 3.0));
    assertThat(fairness.jain()).isCloseTo(0.8, within(1e-9));
    assertThat(fairness.leastOverMost()).isCloseTo(1.0 / 3, within(1e-9));
  }

  @Test
  void isUnknownWhereNobodyDidAnything() {
    assertThat(Fairness.of(List.of(0.0, 0.0)).jain()).isNaN();
  }
}
