package dev.plimsoll.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LiveBlockTest {
  private static final String SENTENCE =
      "extract 5eed0001 of shop into warehouse running: 1 extracting, 1 planned; 420,000 rows in 3 files";

  @Test
  void aSentenceThatIsTooLongGoesOnInTheNextLine() {
    List<String> lines = LiveBlock.wrapped(SENTENCE, 79);

    assertThat(lines).hasSize(2).allMatch(line -> line.length() <= 79);
    assertThat(String.join(" ", lines).replaceAll(" +", " ")).isEqualTo(SENTENCE);
  }

  @Test
  void whatHasNoSpacesIsParted() {
    assertThat(LiveBlock.wrapped("  " + "x".repeat(30), 20))
        .containsExactly("  " + "x".repeat(18), "    " + "x".repeat(12));
    assertThat(LiveBlock.wrapped("short", 20)).containsExactly("short");
  }
}
