package dev.plimsoll.demo.progress;

import static dev.plimsoll.demo.DemoFixtures.ORDERS;
import static dev.plimsoll.demo.DemoFixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.sync.ExtractView.TableState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LiveDisplayTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final LiveDisplay display =
      new LiveDisplay(
          new PrintStream(written, true, StandardCharsets.UTF_8),
          () -> new Look(100, 30, false, false));

  @Test
  void paintsOverWhatItPaintedBefore() {
    // when
    display.show(situation(100));
    written.reset();
    display.show(situation(200));
    // then: three lines back, then three lines
    assertThat(text()).startsWith("\033[?25l\r\033[3A");
    assertThat(text().lines().filter(line -> line.endsWith("\033[K"))).hasSize(3);
  }

  @Test
  void toldLinesStayAboveTheBlock() {
    // given
    display.show(situation(100));
    written.reset();
    // when
    display.tell("killed sync");
    // then
    assertThat(text()).startsWith("\r\033[3A\033[Jkilled sync\n").contains("loaded 100 of");
  }

  @Test
  void paintsNoMoreWhenItIsClosed() {
    // given
    display.show(situation(100));
    display.close();
    written.reset();
    // when
    display.show(situation(200));
    // then
    assertThat(text()).isEmpty();
    // and what is told still comes
    display.tell("stopping");
    assertThat(text()).endsWith("stopping\n");
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private static Situation situation(long loaded) {
    return new Situation(
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Map.of(ORDERS, 1_000L),
        List.of(table(ORDERS, TableState.LOADING, 1_000, loaded)),
        List.of());
  }
}
