package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.source.ServerUtilization;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class UtilizationProbeTest {
  @Test
  void looksWhenAskedAndOnce() {
    // given
    AtomicInteger looks = new AtomicInteger();
    UtilizationProbe load =
        new UtilizationProbe(() -> new ServerUtilization(looks.incrementAndGet(), 1, 0));
    assertThat(looks).hasValue(0);

    // when / then
    assertThat(load.get()).isEqualTo(load.get());
    assertThat(looks).hasValue(1);
  }

  @Test
  void saysWhatTheSourceSays() {
    UtilizationProbe load =
        new UtilizationProbe(
            () -> {
              throw new SQLException("gone", "08006");
            });
    assertThatExceptionOfType(PlimsollException.class).isThrownBy(load::get);
  }
}
