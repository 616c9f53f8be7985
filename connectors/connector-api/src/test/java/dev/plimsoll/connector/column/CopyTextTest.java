package dev.plimsoll.connector.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CopyTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "##|##",
        "ü|ü",
        "\\|\\\\",
        "\\N|\\\\N",
        "#\t#|\\t",
        "#a\nb\r#|a\\nb\\r",
        "\\.|\\\\."
      })
  void escapesWhatWouldEndAValueOrARow(String value, String expected) {
    ByteBuilder bytes = new ByteBuilder(8);
    bytes.write(value.getBytes(StandardCharsets.UTF_8));
    ByteBuilder out = new ByteBuilder(8);

    CopyText.append(bytes, out);

    assertThat(out.utf8()).isEqualTo(expected);
  }

  @Test
  void nullIsNoValue() {
    ByteBuilder out = new ByteBuilder(8);

    CopyText.appendNull(out);

    assertThat(out.utf8()).isEqualTo("\\N");
  }
}
