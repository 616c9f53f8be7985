package dev.plimsoll.connector.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonLexerTest {
  private static boolean strict(String text) {
    return JsonLexer.isStrict(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "0",
        "-0",
        "1e5",
        "1E+400",
        "0.5",
        "[1, 2.25e-3,-7]",
        "{\"a\":{\"b\":[]}}",
        "\"\\u0000\\n\\\\\\\"\\/\"",
        "\"ä😀\"",
        " [1] ",
        "\"\""
      })
  void takesWhatTheStandardHas(String text) {
    assertThat(strict(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.",
        "[1.]",
        "1.e5",
        "\"\\x\"",
        "\"\\",
        "\"\\u12g4\"",
        "\"\\u12",
        "01",
        "-",
        "1e",
        "\"a\nb\"",
        "\"a"
      })
  void refusesWhatOnlyMariaDbTakes(String text) {
    assertThat(strict(text)).isFalse();
  }
}
