package dev.plimsoll.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdlePausesTest {
  private static List<Duration> five(IdlePauses idle) {
    return Stream.iterate(idle.first(), idle::after).limit(5).toList();
  }

  @Test
  void growUpToTheLongest() {
    assertThat(five(IdlePauses.GROWING))
        .extracting(Duration::toMillis)
        .containsExactly(200L, 400L, 800L, 1_600L, 2_000L);
  }
}
