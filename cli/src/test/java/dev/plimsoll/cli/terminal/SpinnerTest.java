package dev.plimsoll.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SpinnerTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatLastsIsSaidWithItsSecondsAndTakenBack() {
    try (Spinner _ = Spinner.of(new Terminal(stream, stream, true, false), "reading shop")) {
      await().until(() -> said().contains("reading shop, 1 s"));
    }

    assertThat(said()).endsWith("\r\033[K");
  }

  @Test
  void whatIsQuickIsNotSaid() {
    Spinner.of(new Terminal(stream, stream, true, false), "reading shop").close();

    assertThat(said()).isEmpty();
  }
}
