package dev.plimsoll.vectors.plan;

import dev.plimsoll.vectors.table.LastUsed;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What searches took, by their number of workers, learnt from those that have run. What pays
/// depends on the machine: how fast it starts a statement, how many cores it really has.
/// Thread-safe; what was searched last is remembered.
///
/// @param <K> searches that take about as long as each other: a table, and what changes its cost
public final class WorkerCosts<K> {
  private static final int SEARCHED = 1_000;

  /// Measurements that are remembered of each number of workers: so many searches in a row that are
  /// slow by other work do not change the choice.
  private static final int LAST = 16;

  /// Measurements of a number of workers before it is judged: the first ones open sessions, each of
  /// which reads the table for the first time, and run code that is not compiled yet.
  private static final int FIRST = 10;

  /// After a quarter of the searches so far a number of workers is measured again, within these
  /// bounds: what the first ones say of a process that has just started does not hold for long.
  private static final long SOONEST = 32;

  private static final long LATEST = 512;

  /// So many times in a row: its sessions may be new.
  private static final int IN_A_ROW = 3;

  private final Map<K, Searched> searched = LastUsed.map(SEARCHED);

  /// Learns from a search without conditions, which would make it cheaper.
  ///
  /// @param elapsed without the wait for sessions
  public void learn(K what, int workers, Duration elapsed) {
    Searched known = searched.computeIfAbsent(what, _ -> new Searched());
    synchronized (known) {
      known.searches++;
      known
          .byWorkers
          .computeIfAbsent(workers, _ -> new Last())
          .add(elapsed.toNanos() / 1e6, known.searches);
    }
  }

  /// Milliseconds of one statement; empty where none was measured.
  public OptionalDouble alone(K what) {
    @Nullable Searched known = searched.get(what);
    if (known == null) {
      return OptionalDouble.empty();
    }
    synchronized (known) {
      @Nullable Last alone = known.byWorkers.get(1);
      return alone == null ? OptionalDouble.empty() : OptionalDouble.of(alone.usual());
    }
  }

  /// A number of workers.
  ///
  /// @param tried whether it is to be measured; else it is the fastest
  public record Choice(int workers, boolean tried) {}

  /// The number of workers of the next search: the fastest of one, two and the most, once each was
  /// measured.
  ///
  /// @param most that are worth a try, 1 or more
  public Choice choose(K what, int most) {
    @Nullable Searched known = searched.get(what);
    if (known == null || most == 1) {
      return new Choice(most, most > 1);
    }
    synchronized (known) {
      // Of equal ones the first, and one statement is what others ask for, too.
      List<Integer> candidates = List.copyOf(new TreeSet<>(List.of(1, 2, most)).descendingSet());
      int fewest = least(candidates, known::measured);
      if (known.measured(fewest) < FIRST) {
        return new Choice(fewest, true);
      }
      int fastest = least(candidates, known::millis);
      for (int other : candidates) {
        if (other != fastest && known.isDue(other)) {
          return new Choice(other, true);
        }
      }
      return new Choice(fastest, false);
    }
  }

  private static int least(List<Integer> candidates, ToDoubleFunction<Integer> figure) {
    return Collections.min(candidates, Comparator.comparingDouble(figure));
  }

  private static final class Searched {
    private final Map<Integer, Last> byWorkers = new HashMap<>();
    private long searches;

    private long measured(int workers) {
      @Nullable Last last = byWorkers.get(workers);
      return last == null ? 0 : last.count;
    }

    private boolean isDue(int workers) {
      @Nullable Last last = byWorkers.get(workers);
      return last == null
          || (last.count - FIRST) % IN_A_ROW != 0
          || searches - last.at >= Math.clamp(searches / 4, SOONEST, LATEST);
    }

    private double millis(int workers) {
      @Nullable Last last = byWorkers.get(workers);
      return last == null ? Double.POSITIVE_INFINITY : last.usual();
    }
  }

  private static final class Last {
    private final double[] millis = new double[LAST];
    private long count;
    private long at;

    private void add(double measured, long search) {
      millis[(int) (count % LAST)] = measured;
      count++;
      at = search;
    }

    /// The least of the last ones: sessions that are new, the disk and other work make a search
    /// slower, never faster.
    private double usual() {
      return Arrays.stream(millis, 0, (int) Math.min(count, LAST)).min().orElseThrow();
    }
  }
}
