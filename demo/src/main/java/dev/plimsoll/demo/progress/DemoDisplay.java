package dev.plimsoll.demo.progress;

import java.time.Duration;
import java.util.Locale;

/// Where the run is shown.
public interface DemoDisplay extends AutoCloseable {
  /// Something to be read once, which stays.
  void tell(String line);

  /// Characters that a line may have.
  int width();

  /// How it stands now.
  void show(Situation now);

  /// Leaves the cursor below whatever was painted, and shows no more; what is told still comes.
  @Override
  void close();

  /// The time since the start, with which a line begins.
  static String stamp(Duration elapsed) {
    return String.format(Locale.ROOT, "%6.1f s  ", elapsed.toMillis() / 1_000.0);
  }
}
