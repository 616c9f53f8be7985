package dev.plimsoll.demo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CopyTextWriterTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final List<Integer> pieces = new ArrayList<>();
  private final CopyTextWriter copy =
      new CopyTextWriter(
          bytes -> {
            pieces.add(bytes.length);
            written.write(bytes);
          });

  @Test
  void writesEachKindOfValueAsCopyReadsIt() throws IOException {
    // when
    copy.integer(-42)
        .hundredths(-5)
        .hundredths(123_456)
        .real(0.1)
        .bool(true)
        .bool(false)
        .date(LocalDate.of(1998, 12, 1).toEpochDay())
        .instant(Instant.parse("2026-01-17T12:00:00Z").getEpochSecond() * 1_000_000 + 7)
        .hex(0x0123456789abcdefL, -1L)
        .nothing()
        .endRow();
    // then
    assertThat(text())
        .isEqualTo(
            "-42\t-0.05\t1234.56\t0.1\tt\tf\t1998-12-01\t2026-01-17T12:00:00.000007Z\t"
                + "0123456789abcdefffffffffffffffff\t\\N\n");
  }

  @Test
  void escapesWhatWouldEndAColumnOrARow() throws IOException {
    // when
    copy.text("a\tb\\c\nd\re").text("").text("Prüfung\t確認").endRow();
    // then
    assertThat(text()).isEqualTo("a\\tb\\\\c\\nd\\re\t\tPrüfung\\t確認\n");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 99, 100, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void writesAnyInteger(long value) throws IOException {
    // when
    copy.integer(value).endRow();
    // then
    assertThat(text()).isEqualTo(value + "\n");
  }

  @Test
  void handsOnWhatIsFullAndKeepsTheOrder() throws IOException {
    // given
    StringBuilder expected = new StringBuilder();
    // when
    for (int row = 0; row < 50_000; row++) {
      copy.integer(row).text("row " + row).endRow();
      expected.append(row).append("\trow ").append(row).append('\n');
    }
    // then
    assertThat(text()).isEqualTo(expected.toString());
    assertThat(pieces).hasSizeGreaterThan(10).allMatch(length -> length <= 64 * 1024);
  }

  @Test
  void takesATextLongerThanItsBuffer() throws IOException {
    // given
    String longText = "ü".repeat(200_000);
    // when
    copy.integer(1).text(longText).text("x".repeat(200_000)).endRow();
    // then
    assertThat(text()).isEqualTo("1\t" + longText + "\t" + "x".repeat(200_000) + "\n");
  }

  private String text() throws IOException {
    copy.flush();
    return written.toString(StandardCharsets.UTF_8);
  }
}
