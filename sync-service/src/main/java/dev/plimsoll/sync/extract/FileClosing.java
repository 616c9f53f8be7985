package dev.plimsoll.sync.extract;

import jakarta.inject.Singleton;
import java.time.Duration;

/// From the last row of a file until it is announced, as it was with the files of late: the end of
/// a table is so much later than the end of its rows.
@Singleton
public final class FileClosing {
  // Before any was closed: about what a row group of common size takes.
  private static final Duration ASSUMED = Duration.ofMillis(500);
  private static final double WEIGHT = 0.25;

  private long millis = ASSUMED.toMillis();

  /// A small file says little of what a large one takes: it is followed slowly.
  synchronized void took(Duration time) {
    long now = time.toMillis();
    millis = now >= millis ? now : Math.round(millis + (now - millis) * WEIGHT);
  }

  synchronized Duration time() {
    return Duration.ofMillis(millis);
  }
}
