package dev.plimsoll.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AmountsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.00 KiB",
    "10240, 10.0 KiB",
    "104858, 102 KiB",
    "1048575, 1.00 MiB",
    "1572864, 1.50 MiB",
    "-1024, -1.00 KiB",
    "9223372036854775807, 8.00 EiB"
  })
  void bytes(long bytes, String text) {
    assertThat(Amounts.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "999, 999 ms",
    "1000, 1.0 s",
    "59949, 59.9 s",
    "59950, 1 min 0 s",
    "61000, 1 min 1 s",
    "3600000, 1 h 0 min",
    "90061000, 25 h 1 min"
  })
  void durations(long millis, String text) {
    assertThat(Amounts.duration(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  void percentIsOnlyWholeWhenItIsAll() {
    assertThat(Amounts.percent(0)).isZero();
    assertThat(Amounts.percent(0.0001)).isEqualTo(1);
    assertThat(Amounts.percent(0.9999)).isEqualTo(99);
    assertThat(Amounts.percent(1)).isEqualTo(100);
    assertThat(Amounts.percent(Double.NaN)).isZero();
    assertThat(Amounts.percent(7)).isEqualTo(100);
  }

  @Test
  void thingsAreCountedInTheirNumber() {
    assertThat(Amounts.count(0, "file")).isEqualTo("0 files");
    assertThat(Amounts.count(1, "file")).isEqualTo("1 file");
    assertThat(Amounts.count(2_000, "row")).isEqualTo("2,000 rows");
  }

  @Test
  void ratesKeepThreeDigits() {
    assertThat(Amounts.perSecond(123_456)).isEqualTo("123,000/s");
    assertThat(Amounts.perSecond(7.4)).isEqualTo("7/s");
    assertThat(Amounts.perSecond(0)).isEqualTo("0/s");
    assertThat(Amounts.perSecond(Double.NaN)).isEqualTo("0/s");
  }
}
