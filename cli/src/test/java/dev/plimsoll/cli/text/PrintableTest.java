package dev.plimsoll.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrintableTest {
  private static final String ATTACK = "a\u001b[2J\tb\nc\u202ed";

  @Test
  void whatATerminalWouldObeyIsShownInstead() {
    assertThat(Printable.line(ATTACK)).isEqualTo("a\\u001b[2J\\u0009b\\u000ac\\u202ed");
    assertThat(Printable.lines(ATTACK)).isEqualTo("a\\u001b[2J\\u0009b\nc\\u202ed");
    assertThat(Printable.ofLog(ATTACK)).isEqualTo("a\\u001b[2J\tb\\u000ac\\u202ed");
  }
}
