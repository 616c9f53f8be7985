package dev.plimsoll.vectors.exact;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.vectors.table.LastUsed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What exact searches of a table took, by their number of workers, learnt from those that have
/// run. What pays depends on the machine: how fast it starts a statement, how many cores it really
/// has. Thread-safe; the tables that were searched last are remembered.
public final class ScanCosts {
  private static final int TABLES = 1_000;

  /// Measurements that are remembered of each number of workers.
  private static final int LAST = 5;

  /// So often another number of workers than the best is measured again, and more often at first.
  private static final long AGAIN = 64;

  private final Map<QualifiedName, Table> tables = LastUsed.map(TABLES);

  /// Learns from a search of the whole table without conditions, which would make it cheaper.
  ///
  /// @param elapsed without the wait for sessions
  public void learn(QualifiedName table, int workers, Duration elapsed) {
    Table known = tables.computeIfAbsent(table, _ -> new Table());
    synchronized (known) {
      known.searches++;
      known.byWorkers.computeIfAbsent(workers, _ -> new Last()).add(elapsed.toNanos() / 1e6);
    }
  }

  /// Milliseconds of one statement; empty where none was measured.
  public OptionalDouble alone(QualifiedName table) {
    @Nullable Table known = tables.get(table);
    if (known == null) {
      return OptionalDouble.empty();
    }
    synchronized (known) {
      @Nullable Last alone = known.byWorkers.get(1);
      return alone == null ? OptionalDouble.empty() : OptionalDouble.of(alone.usual());
    }
  }

  /// The number of workers of the next search: the fastest of one, two and the most, once each was
  /// measured.
  ///
  /// @param most that are worth a try, 1 or more
  public int choose(QualifiedName table, int most) {
    @Nullable Table known = tables.get(table);
    if (known == null || most == 1) {
      return most;
    }
    synchronized (known) {
      List<Integer> candidates = new ArrayList<>(new TreeSet<>(List.of(1, 2, most)));
      Comparator<Integer> byMeasurements = Comparator.comparingLong(known::measured);
      int fewest = candidates.stream().min(byMeasurements).orElse(most);
      return known.measured(fewest) == 0 || known.isTimeToMeasureAgain()
          ? fewest
          : candidates.stream().min(Comparator.comparingDouble(known::millis)).orElse(most);
    }
  }

  private static final class Table {
    private final Map<Integer, Last> byWorkers = new HashMap<>();
    private long searches;

    private long measured(int workers) {
      @Nullable Last last = byWorkers.get(workers);
      return last == null ? 0 : last.count;
    }

    private double millis(int workers) {
      @Nullable Last last = byWorkers.get(workers);
      return last == null ? Double.POSITIVE_INFINITY : last.usual();
    }

    private boolean isTimeToMeasureAgain() {
      return searches % AGAIN == 0 || searches < AGAIN && Long.bitCount(searches) == 1;
    }
  }

  private static final class Last {
    private final double[] millis = new double[LAST];
    private long count;

    private void add(double measured) {
      millis[(int) (count % LAST)] = measured;
      count++;
    }

    /// The lower median: a first search, which read from the disk, or one beside other work says
    /// nothing of the next.
    private double usual() {
      double[] known = Arrays.copyOf(millis, (int) Math.min(count, LAST));
      Arrays.sort(known);
      return known[(known.length - 1) / 2];
    }
  }
}
