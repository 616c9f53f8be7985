package dev.plimsoll.demo.progress;

import java.time.Duration;
import java.util.Locale;

/// Display of the run.
public interface DemoDisplay extends AutoCloseable {

  /// Prints a line that stays.
  void tell(String line);

  /// Most characters of a line.
  int width();

  void show(Situation now);

  /// Leaves the cursor below the painted block and ignores [#show]; [#tell] still prints.
  @Override
  void close();

  /// Time since the start, as the beginning of a line.
  static String stamp(Duration elapsed) {
    return String.format(Locale.ROOT, "%6.1f s  ", elapsed.toMillis() / 1_000.0);
  }
}
