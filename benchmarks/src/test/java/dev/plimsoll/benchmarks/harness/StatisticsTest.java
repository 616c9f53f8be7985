package dev.plimsoll.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
  @Test
  void theMedianIsTheMiddleOneOrTheMeanOfTwo() {
    assertThat(Statistics.median(List.of(3.0, 100.0, 1.0))).isEqualTo(3);
    assertThat(Statistics.median(List.of(4.0, 1.0, 2.0, 100.0))).isEqualTo(3);
    assertThat(Statistics.median(List.of(7.0))).isEqualTo(7);
    assertThatThrownBy(() -> Statistics.median(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSpreadIsTheLargerDistanceAndHidesNoOutlier() {
    assertThat(Statistics.spread(List.of(100.0, 101.0, 99.0, 100.0, 1_000.0)))
        .isCloseTo(9, within(1e-9));
    assertThat(Statistics.spread(List.of(100.0, 60.0, 110.0))).isCloseTo(0.4, within(1e-9));
    assertThat(Statistics.spread(List.of(5.0))).isZero();
    assertThat(Statistics.spread(List.of(0.0, 0.0))).isZero();
  }

  @Test
  void aPercentileIsOneOfTheValues() {
    List<Double> ten = List.of(10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0);

    assertThat(Statistics.percentile(ten, 0.5)).isEqualTo(5);
    assertThat(Statistics.percentile(ten, 0.99)).isEqualTo(10);
    assertThat(Statistics.percentile(List.of(7.0), 0.01)).isEqualTo(7);
    assertThatThrownBy(() -> Statistics.percentile(List.of(), 0.5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
