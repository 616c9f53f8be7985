package dev.plimsoll.benchmarks.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class AmdahlTest {
  private static final double EXACT = 1e-9;

  @Test
  void theSerialPartIsWhatTwoWorkersDoNotHalve() {
    // given 10 ms that are serial and 90 that are shared
    Amdahl law = Amdahl.of(100, 2, 55);
    // then
    assertThat(law.serialMillis()).isCloseTo(10, within(EXACT));
    assertThat(law.serialShare()).isCloseTo(0.1, within(EXACT));
    assertThat(law.millis(2)).isCloseTo(55, within(EXACT));
    assertThat(law.millis(9)).isCloseTo(20, within(EXACT));
    assertThat(law.speedup(9)).isCloseTo(5, within(EXACT));
  }

  @Test
  void anyNumberOfWorkersSaysTheSame() {
    assertThat(Amdahl.of(100, 4, 10 + 90 / 4.0)).isEqualTo(Amdahl.of(100, 2, 55));
  }

  @Test
  void noiseMakesNothingNegative() {
    // given two workers that took less than half
    assertThat(Amdahl.of(100, 2, 40)).isEqualTo(new Amdahl(0, 100));
    // given two that took longer than one
    assertThat(Amdahl.of(100, 2, 120).speedup(32)).isEqualTo(1);
  }

  @Test
  void oneWorkerSharesNothing() {
    assertThatThrownBy(() -> Amdahl.of(100, 1, 100)).isInstanceOf(IllegalArgumentException.class);
  }
}
