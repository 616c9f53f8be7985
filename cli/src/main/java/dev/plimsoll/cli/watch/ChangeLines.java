package dev.plimsoll.cli.watch;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// A line for each change, where nothing can be repainted.
final class ChangeLines implements Display {
  private final Consumer<String> tell;
  private final InstantSource clock;
  private final Map<Object, String> known = new HashMap<>();

  ChangeLines(Consumer<String> tell, InstantSource clock) {
    this.tell = tell;
    this.clock = clock;
  }

  @Override
  public void show(Followed now) {
    String at = clock.instant().truncatedTo(ChronoUnit.SECONDS) + "  ";
    for (Followed.Line line : now.lines()) {
      if (!line.news().equals(known.put(line.thing(), line.news()))) {
        tell.accept(at + line.text());
      }
    }
  }
}
