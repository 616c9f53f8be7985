package dev.plimsoll.connector.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class UtilizationProbeTest {
  @Test
  void looksWhenAskedAndOnce() throws SQLException {
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
    assertThatExceptionOfType(SQLException.class).isThrownBy(load::get);
  }
}
