package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;
import dev.plimsoll.contracts.sync.TableAnalysis.AgainstFixed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Histogram of rows along the key, filled by observations. Those wider than a step are spread
/// evenly over its steps, without losing or doubling a row; so the map is as fine as the reading
/// was.
///
/// Not safe for use by several threads.
public final class DensityMap {
  private final IdWindow range;
  private final long[] firsts;
  private final long[] rows;
  private final double[] observedIds;

  /// @param range of all ids; observations outside count for the step at that end
  /// @param steps 1 or more; fewer if there are fewer ids
  public DensityMap(IdWindow range, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("a map of " + steps + " steps");
    }
    this.range = range;
    int count = (int) Math.min(steps, range.width());
    firsts = new long[count];
    rows = new long[count];
    observedIds = new double[count];
    long whole = range.width() / count;
    long left = range.width() % count;
    for (int i = 0; i < count; i++) {
      firsts[i] = range.first() + i * whole + i * left / count;
    }
  }

  private DensityMap(IdWindow range, long[] firsts) {
    this.range = range;
    this.firsts = firsts;
    rows = new long[firsts.length];
    observedIds = new double[firsts.length];
  }

  /// Map by a histogram of the source's statistics: equally many rows between each two bounds.
  /// Steps are narrow where rows are many, so no cluster is lost in a wide one.
  ///
  /// @param bounds at least one, ascending; the first and the last are ids
  /// @param rowCount 0 or more
  public static DensityMap between(List<Long> bounds, long rowCount) {
    int steps = Math.max(1, bounds.size() - 1);
    DensityMap map =
        new DensityMap(
            new IdWindow(bounds.getFirst(), bounds.getLast()),
            bounds.stream().limit(steps).mapToLong(Long::longValue).toArray());
    long given = 0;
    for (int i = 0; i < steps; i++) {
      long until = Math.round((double) rowCount * (i + 1) / steps);
      map.observe(new IdWindow(map.firsts[i], map.lastOf(i)), until - given);
      given = until;
    }
    return map;
  }

  /// The same map in equal steps, 1 or more, for drawing.
  public DensityMap inSteps(int steps) {
    DensityMap equal = new DensityMap(range, steps);
    regions().stream()
        .filter(region -> region.observed() > 0)
        .forEach(
            region -> equal.observe(new IdWindow(region.first(), region.last()), region.rows()));
    return equal;
  }

  public IdWindow range() {
    return range;
  }

  /// Expected rows among ids, spread evenly within each step.
  public double rowsIn(IdWindow ids) {
    double expected = 0;
    long first = Math.max(ids.first(), range.first());
    long last = Math.min(ids.last(), range.last());
    if (first > last) {
      return 0;
    }
    for (int i = stepOf(first); i <= stepOf(last); i++) {
      IdWindow step = new IdWindow(firsts[i], lastOf(i));
      IdWindow common = new IdWindow(Math.max(first, step.first()), Math.min(last, step.last()));
      expected += rows[i] * ((double) common.width() / step.width());
    }
    return expected;
  }

  /// Number of runs of steps that windows would find sparse.
  public int sparseRegions(SparseConfig.Detection detection) {
    int regions = 0;
    boolean inOne = false;
    for (int i = 0; i < firsts.length; i++) {
      boolean sparse =
          observedIds[i] > 0 && detection.isSparse(new IdWindow(firsts[i], lastOf(i)), rows[i]);
      regions += sparse && !inOne ? 1 : 0;
      inOne = sparse;
    }
    return regions;
  }

  /// Adds an observation: ids that were read, and the 0 or more rows among them.
  public void observe(IdWindow ids, long rowCount) {
    IdWindow inside =
        new IdWindow(
            Math.clamp(ids.first(), range.first(), range.last()),
            Math.clamp(ids.last(), range.first(), range.last()));
    double width = inside.width();
    long given = 0;
    double passed = 0;
    for (int i = stepOf(inside.first()); i <= stepOf(inside.last()); i++) {
      long from = Math.max(inside.first(), firsts[i]);
      long to = Math.min(inside.last(), lastOf(i));
      double part = new IdWindow(from, to).width();
      passed += part;
      // Cumulative, so that rounding never adds up.
      long until = to == inside.last() ? rowCount : Math.round(rowCount * (passed / width));
      rows[i] += until - given;
      given = until;
      observedIds[i] += part;
    }
  }

  private int stepOf(long id) {
    int found = Arrays.binarySearch(firsts, id);
    return found >= 0 ? found : -found - 2;
  }

  private long lastOf(int step) {
    return step + 1 < firsts.length ? firsts[step + 1] - 1 : range.last();
  }

  /// @param observed share of its ids that were read, 0 to 1
  /// @param density rows per id read; 0 if none was
  public record Region(long first, long last, long rows, double observed, double density) {}

  public List<Region> regions() {
    List<Region> regions = new ArrayList<>(firsts.length);
    for (int i = 0; i < firsts.length; i++) {
      double width = new IdWindow(firsts[i], lastOf(i)).width();
      regions.add(
          new Region(
              firsts[i],
              lastOf(i),
              rows[i],
              Math.min(1, observedIds[i] / width),
              observedIds[i] == 0 ? 0 : rows[i] / observedIds[i]));
    }
    return List.copyOf(regions);
  }

  public long rows() {
    return Arrays.stream(rows).sum();
  }

  /// Rows per id read; 0 if none was.
  public double efficiency() {
    double ids = Arrays.stream(observedIds).sum();
    return ids == 0 ? 0 : rows() / ids;
  }

  /// Comparison with windows of one width over the whole range. Empty windows are estimated as if
  /// rows lay at random within each step (Poisson); clusters finer than a step make more of them.
  ///
  /// @param width ids in a window, 1 or more
  /// @param queries actual
  /// @param files actual
  /// @param millisPerQuery of an empty window
  public AgainstFixed againstFixed(long width, long queries, long files, double millisPerQuery) {
    long windows = (range.width() - 1) / width + 1;
    double withRows = 0;
    for (int i = 0; i < firsts.length; i++) {
      double windowsInStep = (double) new IdWindow(firsts[i], lastOf(i)).width() / width;
      withRows += -windowsInStep * Math.expm1(-rows[i] / windowsInStep);
    }
    long filled = Math.min(windows, Math.max(rows() > 0 ? 1 : 0, Math.round(withRows)));
    return new AgainstFixed(
        width,
        windows,
        windows - filled,
        filled,
        windows - queries,
        filled - files,
        Math.max(0, windows - queries) * millisPerQuery / 1_000);
  }
}
