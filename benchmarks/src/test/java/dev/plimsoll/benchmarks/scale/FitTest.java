package dev.plimsoll.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.benchmarks.scale.Fit.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FitTest {
  @Test
  void findsALineAndHowFarAPointIsFromIt() {
    Fit fit = Fit.through(List.of(new Point(1, 5), new Point(2, 7), new Point(4, 11)));
    assertThat(fit.intercept()).isCloseTo(3, within(1e-9));
    assertThat(fit.slope()).isCloseTo(2, within(1e-9));
    assertThat(fit.residual(new Point(10, 20))).isCloseTo(0.15, within(1e-9));
  }

  @Test
  void isFlatWhereAllPointsHaveTheSameX() {
    assertThat(Fit.through(List.of(new Point(1, 4), new Point(1, 6)))).isEqualTo(new Fit(5, 0));
  }

  @Test
  void needsAPoint() {
    assertThatThrownBy(() -> Fit.through(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
