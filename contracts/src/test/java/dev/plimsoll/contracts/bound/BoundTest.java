package dev.plimsoll.contracts.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BoundTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  @Test
  void bothEndsAreWithin() {
    assertThatCode(() -> Bound.BYTE_LENGTH.check("byteLength", 1)).doesNotThrowAnyException();
    assertThatCode(() -> Bound.BYTE_LENGTH.check("byteLength", 1L << 40))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsBeyondIsNamed() {
    assertThatThrownBy(() -> Bound.BYTE_LENGTH.check("a.byteLength", 0))
        .isInstanceOf(OutOfBoundsException.class)
        .hasMessage("a.byteLength must be at least 1");
    assertThatThrownBy(() -> Bound.BYTE_LENGTH.check("byteLength", Long.MAX_VALUE))
        .hasMessage("byteLength must be at most 1099511627776");
    assertThatThrownBy(
            () -> Bound.FILE_BATCHES.check("batches", Collections.nCopies(10_001, "one")))
        .hasMessage("batches must be at most 10000, and there are 10001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000", "a\n", "\ud800"})
  void textsThatNobodyCanHoldAreRefused(String text) {
    assertThatThrownBy(() -> Bound.PRODUCER_ID.check("producerId", text))
        .isInstanceOf(OutOfBoundsException.class)
        .hasMessageStartingWith("producerId must");
  }

  @Test
  void timesAreFrom1970ToAnHourAhead() {
    Bound time = Bound.MAX_TIMESTAMP;
    assertThatCode(() -> time.check("at", Instant.EPOCH, NOW)).doesNotThrowAnyException();
    assertThatCode(() -> time.check("at", NOW.plusSeconds(3_600), NOW)).doesNotThrowAnyException();
    assertThatThrownBy(() -> time.check("at", NOW.plusSeconds(3_601), NOW))
        .hasMessage("at must be from 1970 to 60 minutes from now");
    assertThatThrownBy(() -> time.check("at", Instant.EPOCH.minusNanos(1), NOW))
        .isInstanceOf(OutOfBoundsException.class);
  }

  @Test
  void whatIsSaidOfAFailureIsCutAndCarried() {
    assertThat(Bound.words("as it is\n\tin two lines, \ud83d\ude00"))
        .isEqualTo("as it is\n\tin two lines, \ud83d\ude00");
    assertThat(Bound.words("a\u0000b\ud800")).isEqualTo("a\ufffdb\ufffd");
    assertThat(Bound.words("x".repeat(5_000_000))).hasSize(4_000).endsWith("x…");
    assertThat(Bound.words("x".repeat(3_998) + "\ud83d\ude00yz"))
        .hasSize(4_000)
        .endsWith("\ufffd…");
  }
}
