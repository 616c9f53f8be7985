package dev.plimsoll.benchmarks.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Course of a run: how much was done at which time, in all and by each process. Times are seconds
/// from its begin on.
final class Course {
  /// Over which shares are compared.
  static final double WINDOW_SECONDS = 4;

  private record Sample(double at, double[] lanes) {
    double done() {
      return Arrays.stream(lanes).sum();
    }
  }

  private record Count(double at, double counted) {}

  private final List<Sample> samples = new ArrayList<>();
  private final Map<Long, List<Count>> counts = new TreeMap<>();

  void sample(double at, double[] lanes) {
    samples.add(new Sample(at, lanes.clone()));
  }

  /// Notes what a process has counted so far; one that restarts is another.
  void count(long process, double at, double counted) {
    if (!Double.isNaN(counted)) {
      counts.computeIfAbsent(process, _ -> new ArrayList<>()).add(new Count(at, counted));
    }
  }

  double done() {
    return samples.isEmpty() ? 0 : samples.getLast().done();
  }

  /// Longest time without progress of the whole that ends within a span of time, or lasts at its
  /// end. What began before the span counts from its begin on.
  double longestPause(double from, double to) {
    List<Double> steps = new ArrayList<>();
    double before = 0;
    for (Sample sample : samples) {
      if (sample.done() > before) {
        steps.add(sample.at());
        before = sample.done();
      }
    }
    return longestGap(steps, from, to);
  }

  /// Longest time without progress of any one lane, between its first step and its last.
  double longestPauseOfALane(double from, double to) {
    double longest = 0;
    int lanes = samples.isEmpty() ? 0 : samples.getFirst().lanes().length;
    for (int lane = 0; lane < lanes; lane++) {
      List<Double> steps = new ArrayList<>();
      double before = 0;
      for (Sample sample : samples) {
        if (sample.lanes()[lane] > before) {
          steps.add(sample.at());
          before = sample.lanes()[lane];
        }
      }
      if (!steps.isEmpty()) {
        longest =
            Math.max(
                longest,
                longestGap(steps, Math.max(from, steps.getFirst()), Math.min(to, steps.getLast())));
      }
    }
    return longest;
  }

  private static double longestGap(List<Double> steps, double from, double to) {
    double longest = 0;
    double last = from;
    for (double step : steps) {
      if (step > from) {
        longest = Math.max(longest, Math.min(step, to) - last);
        last = step;
      }
      if (step >= to) {
        break;
      }
    }
    return Math.max(longest, to - last);
  }

  /// Units a second between two times.
  double rate(double from, double to) {
    return (doneAt(to) - doneAt(from)) / (to - from);
  }

  private double doneAt(double time) {
    double done = 0;
    for (Sample sample : samples) {
      if (sample.at() > time) {
        break;
      }
      done = sample.done();
    }
    return done;
  }

  /// Seconds after `from` until each of these processes does at least half as much as the one that
  /// does most, over [#WINDOW_SECONDS]; NaN where that is not before `to`.
  double evenAfter(List<Long> processes, double from, double to) {
    List<Double> times =
        counts.values().stream()
            .flatMap(List::stream)
            .map(Count::at)
            .filter(at -> at >= from && at <= to)
            .sorted()
            .toList();
    for (double at : times) {
      List<Double> shares =
          processes.stream()
              .map(one -> counted(one, at) - counted(one, at - WINDOW_SECONDS))
              .toList();
      if (Fairness.of(shares).leastOverMost() >= 0.5) {
        return at - from;
      }
    }
    return Double.NaN;
  }

  private double counted(long process, double time) {
    double counted = 0;
    for (Count count : counts.getOrDefault(process, List.of())) {
      if (count.at() > time) {
        break;
      }
      counted = count.counted();
    }
    return counted;
  }
}
