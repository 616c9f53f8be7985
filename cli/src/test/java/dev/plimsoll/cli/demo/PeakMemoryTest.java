package dev.plimsoll.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class PeakMemoryTest {
  @Test
  void readsTheKernelsFigure() {
    assertThat(PeakMemory.parse("Name:\tjava\nVmPeak:\t 99 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 1 kB\n"))
        .isEqualTo(2_097_152);
    assertThat(PeakMemory.parse("Name:\tjava\n")).isZero();
  }

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
