package dev.plimsoll.queue.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NeedsTest {
  private static final long GIB = 1L << 30;

  @Test
  void powersOfTwoAndTheirEighthsStay() {
    assertThat(rounded(16 * GIB)).isEqualTo(16 * GIB);
    assertThat(rounded(18 * GIB)).isEqualTo(18 * GIB);
    assertThat(rounded(0)).isZero();
    assertThat(rounded(7)).isEqualTo(7);
  }

  @Test
  void roundingNeverTakesLessAndAtMostAnEighthMore() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      long bytes = random.nextLong(1, 1L << 50);
      assertThat(rounded(bytes)).as("seed %d", seed).isBetween(bytes, bytes + bytes / 8 + 1);
    }
  }

  @Test
  void needsOfAllSizesComeDownToFew() {
    Set<Long> different = new HashSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      different.add(rounded(random.nextLong(GIB, 64 * GIB)));
    }
    assertThat(different).hasSizeLessThanOrEqualTo(6 * 8 + 1);
  }

  @Test
  void whatNoWorkerCouldHaveIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Needs(-1, 0, 0, 0, Duration.ZERO))
        .withMessageContaining("millicores");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Needs(0, Long.MAX_VALUE, 0, 0, Duration.ZERO))
        .withMessageContaining("memory");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Needs(0, 0, 0, 0, Duration.ofDays(400)))
        .withMessageContaining("runtime");
  }

  private static long rounded(long bytes) {
    return new Needs(0, bytes, 0, 0, Duration.ZERO).rounded().memoryBytes();
  }
}
