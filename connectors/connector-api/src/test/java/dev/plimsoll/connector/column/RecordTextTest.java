package dev.plimsoll.connector.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordTextTest {
  private final RecordText text = new RecordText();

  private static ByteBuilder bytes(String value) {
    ByteBuilder bytes = new ByteBuilder(4);
    bytes.write(value.getBytes(StandardCharsets.UTF_8));
    return bytes;
  }

  @Test
  void nullIsNothingAndAnEmptyTextIsQuoted() {
    text.begin();
    text.addNull();
    text.add(bytes(""));
    text.addNull();
    assertThat(text.end().utf8()).isEqualTo("(,\"\",)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "plain|(plain)",
        "two words|(\"two words\")",
        "a,b|(\"a,b\")",
        "(a)|(\"(a)\")",
        "say \"x\"|(\"say \"\"x\"\"\")",
        "back\\slash|(\"back\\\\slash\")",
        "\\x00ff|(\"\\\\x00ff\")",
        "\"\"|(\"\"\"\"\"\")",
        "at its end \\|(\"at its end \\\\\")",
        "ünï|(ünï)"
      })
  void whatWouldBeMisreadIsQuoted(String value, String expected) {
    text.begin();
    text.add(bytes(value));
    assertThat(text.end().utf8()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t", "\n", "\r", "\f", "\u000B", " ", "(", ")", ","})
  void soIsWhateverSeparates(String separator) {
    text.begin();
    text.add(bytes("a" + separator + "b"));
    assertThat(text.end().utf8()).isEqualTo("(\"a" + separator + "b\")");
  }
}
