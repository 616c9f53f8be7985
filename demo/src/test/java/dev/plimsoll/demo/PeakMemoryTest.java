package dev.plimsoll.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class PeakMemoryTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void keepsTheMostWhenAProcessIsGone() {
    // given
    long[] pid = {ProcessHandle.current().pid()};
    try (PeakMemory memory = new PeakMemory(() -> Map.of("me", pid[0]))) {
      // when
      long mine = memory.of("me");
      pid[0] = Integer.MAX_VALUE;
      // then
      assertThat(mine).isGreaterThan(10_000_000);
      assertThat(memory.of("me")).isEqualTo(mine);
    }
  }
}
