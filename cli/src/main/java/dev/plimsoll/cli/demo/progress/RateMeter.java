package dev.plimsoll.cli.demo.progress;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// Rows a second over the last few seconds: what an ETA should follow, since the beginning of a run
/// says little about its middle.
public final class RateMeter {
  private record Sample(Duration at, long rows) {}

  private final Duration window;
  private final Deque<Sample> samples = new ArrayDeque<>();

  public RateMeter(Duration window) {
    this.window = window;
  }

  /// @param at not before the last one
  public void add(Duration at, long rows) {
    samples.addLast(new Sample(at, rows));
    // The oldest kept is the youngest that is outside of the window, so that it is always covered.
    while (samples.size() > 2 && second().at.compareTo(at.minus(window)) <= 0) {
      samples.removeFirst();
    }
  }

  /// 0 before there are two samples.
  public double perSecond() {
    if (samples.size() < 2) {
      return 0;
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double seconds = last.at.minus(first.at).toNanos() / 1e9;
    return seconds <= 0 ? 0 : Math.max(0, (last.rows - first.rows) / seconds);
  }

  private Sample second() {
    Iterator<Sample> all = samples.iterator();
    all.next();
    return all.next();
  }
}
