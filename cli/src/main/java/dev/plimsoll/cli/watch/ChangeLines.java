package dev.plimsoll.cli.watch;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// A line for each change, where nothing can be repainted.
///
/// @param <T> what is followed
final class ChangeLines<T> implements Display<T> {
  private final Consumer<String> tell;
  private final InstantSource clock;
  private final Wording<T> wording;
  private final Map<Object, String> known = new HashMap<>();

  ChangeLines(Consumer<String> tell, InstantSource clock, Wording<T> wording) {
    this.tell = tell;
    this.clock = clock;
    this.wording = wording;
  }

  @Override
  public void show(T now) {
    String at = clock.instant().truncatedTo(ChronoUnit.SECONDS) + "  ";
    for (Wording.Line line : wording.lines(now)) {
      if (!line.news().equals(known.put(line.thing(), line.news()))) {
        tell.accept(at + line.text());
      }
    }
  }
}
