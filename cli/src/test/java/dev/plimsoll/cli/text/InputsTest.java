package dev.plimsoll.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InputsTest {
  @Test
  void sizesAreThoseOfPostgres() {
    assertThat(Sizes.parse("512MB")).isEqualTo(512L << 20);
    assertThat(Sizes.parse("1.5 GB")).isEqualTo(3L << 29);
    assertThat(Sizes.parse("64GiB")).isEqualTo(64L << 30);
    assertThat(Sizes.parse("2tb")).isEqualTo(2L << 40);
    for (String text : List.of("much", "-1GB", "", "99999999999999TB")) {
      assertUsage(() -> Sizes.parse(text), "a size is a number");
    }
  }

  @Test
  void spansAddUpTheirParts() {
    assertThat(Spans.parse("4h")).isEqualTo(Duration.ofHours(4));
    assertThat(Spans.parse("1d2h30m")).isEqualTo(Duration.ofMinutes(26 * 60 + 30));
    assertThat(Spans.parse("90m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(Spans.parse("1m500ms")).isEqualTo(Duration.ofMillis(60_500));
    for (String text : List.of("", "0s", "4", "-1h", "h", "30m4h", "99999999999h")) {
      assertUsage(() -> Spans.parse(text), "a length of time is like 4h");
    }
  }

  @Test
  void spansAreWrittenAsTheyAreRead() {
    for (String text : List.of("4h", "1h30m", "1d2h", "7d", "45s", "1m500ms")) {
      assertThat(Spans.write(Spans.parse(text))).isEqualTo(text);
    }
  }

  @Test
  void whatTerminalsObeyIsShownInstead() {
    assertThat(Printable.line("a\u001b[2Jb\nc\rd\u202ee\u2028f"))
        .isEqualTo("a\\u001b[2Jb\\u000ac\\u000dd\\u202ee\\u2028f");
    assertThat(Printable.lines("a\nb\u0007")).isEqualTo("a\nb\\u0007");
    assertThat(Printable.line("Größe \"x\" 東京 🚢")).isEqualTo("Größe \"x\" 東京 🚢");
  }

  @Test
  void tablesShowNoNameThatCouldActOnTheTerminal() {
    TextTable table = new TextTable().left("NAME").row("a\u001b]0;x\u0007");
    assertThat(table.lines(80)).containsExactly("NAME", "a\\u001b]0;x\\u0007");
  }

  private static void assertUsage(Runnable run, String says) {
    assertThatThrownBy(run::run)
        .isInstanceOfSatisfying(
            PlimsollException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageContaining(says);
  }
}
