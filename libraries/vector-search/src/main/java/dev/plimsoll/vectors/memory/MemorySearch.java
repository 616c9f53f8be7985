package dev.plimsoll.vectors.memory;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.scan.range.LongSpace;
import dev.plimsoll.scan.range.RangeBoard;
import dev.plimsoll.scan.range.ScanRange;
import dev.plimsoll.scan.range.StealingPolicy;
import dev.plimsoll.scan.run.ParallelScan;
import dev.plimsoll.scan.run.RangeReader;
import dev.plimsoll.vectors.memory.VectorRows.Query;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.search.SearchRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Exact search in a table's copy in memory.
///
/// Scores in `float` say which rows can be among the nearest, by the bound of their error; those
/// rows' distances are computed in `double`, and ordered by distance and key.
public final class MemorySearch {
  private static final int ROWS_PER_PORTION = 8_192;

  private MemorySearch() {}

  /// @param workers threads that share the rows, 1 or more
  /// @throws PlimsollException INVALID_REQUEST for a vector that the column's are not compared
  ///     with, or with conditions on rows, which are not in memory
  /// @throws InterruptedException when the caller is interrupted
  public static List<Neighbor> run(VectorCopy copy, SearchRequest request, int workers)
      throws InterruptedException {
    if (!request.filters().isEmpty()) {
      throw PlimsollException.invalidRequest(
          "conditions on rows are not searched in memory, which holds vectors and keys only");
    }
    if (!copy.table().column().kind().has(request.distance())) {
      throw PlimsollException.invalidRequest(
          "column %s of %s has no distance %s"
              .formatted(
                  copy.table().column().name(), copy.table().name(), request.distance().value()));
    }
    List<Neighbor> nearest = new ArrayList<>();
    @Nullable VectorRows vectors = copy.present().vectors();
    if (vectors != null) {
      Query query = vectors.query(request.distance(), request.vector());
      int[] rows =
          query.isBeyondScores()
              ? IntStream.range(0, vectors.rows()).toArray()
              : candidates(copy, query, request.neighbors(), workers);
      nearest.addAll(nearest(copy.present().keys(), query, rows, request.neighbors()));
    }
    if (nearest.size() < request.neighbors() && copy.absentRows() > 0) {
      addAbsent(copy, nearest, request.neighbors());
    }
    return List.copyOf(nearest);
  }

  private static List<Neighbor> nearest(RowKeys keys, Query query, int[] rows, int limit) {
    record Measured(int row, double distance) {}
    return Arrays.stream(rows)
        .mapToObj(row -> new Measured(row, query.distance(row)))
        .sorted(
            Comparator.comparingDouble(Measured::distance)
                .thenComparing((one, other) -> keys.compare(one.row(), other.row())))
        .limit(limit)
        .map(one -> new Neighbor(keys.key(one.row()), one.distance()))
        .toList();
  }

  private static void addAbsent(VectorCopy copy, List<Neighbor> nearest, int limit) {
    RowKeys keys = copy.absent().keys();
    IntStream.range(0, copy.absentRows())
        .boxed()
        .sorted(keys::compare)
        .limit(limit - nearest.size())
        .forEach(row -> nearest.add(new Neighbor(keys.key(row), null)));
  }

  private static int[] candidates(VectorCopy copy, Query query, int limit, int workers)
      throws InterruptedException {
    RowNumbers unscored = copy.present().unscored();
    int rows = copy.rows();
    Candidates all = new Candidates(limit, rows, query.error());
    if (workers == 1 || rows <= ROWS_PER_PORTION) {
      score(query, unscored, 0, rows, all);
    } else {
      share(query, unscored, rows, limit, workers, all);
    }
    for (int i = 0; i < unscored.size(); i++) {
      all.offer(unscored.get(i), Float.NaN);
    }
    return all.rows();
  }

  private static void share(
      Query query, RowNumbers unscored, int rows, int limit, int workers, Candidates all)
      throws InterruptedException {
    RangeReader<Long, Candidates> reader =
        rest -> {
          int from = Math.toIntExact(rest.from() == null ? 0 : rest.from());
          int to = Math.min(from + ROWS_PER_PORTION, Math.toIntExact(end(rest, rows)));
          Candidates portion = new Candidates(limit, to - from, query.error());
          score(query, unscored, from, to, portion);
          return new RangeReader.Portion<>(portion, (long) to, 1);
        };
    RangeBoard<Long> board =
        new RangeBoard<>(
            LongSpace.blocks(rows, ROWS_PER_PORTION),
            new StealingPolicy(2 * ROWS_PER_PORTION),
            ranges(rows, workers));
    ParallelScan.Options options = ParallelScan.Options.virtual(workers, Integer.MAX_VALUE);
    try (ParallelScan<Long, Candidates> scan = ParallelScan.start(board, reader, options)) {
      for (@Nullable Candidates next = scan.next(); next != null; next = scan.next()) {
        all.offerAll(next);
      }
    }
  }

  private static long end(ScanRange<Long> rest, int rows) {
    @Nullable Long to = rest.to();
    return to == null ? rows : to;
  }

  private static List<ScanRange<Long>> ranges(int rows, int workers) {
    List<ScanRange<Long>> ranges = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      long from = (long) rows * i / workers;
      long to = (long) rows * (i + 1) / workers;
      if (from < to) {
        ranges.add(new ScanRange<>(from, to));
      }
    }
    return ranges;
  }

  private static void score(
      Query query, RowNumbers unscored, int from, int to, Candidates candidates) {
    int next = unscored.from(from);
    for (int row = from; row < to; row++) {
      if (next < unscored.size() && unscored.get(next) == row) {
        next++;
      } else {
        float score = query.score(row);
        if (score <= candidates.reach()) {
          candidates.offer(row, score);
        }
      }
    }
  }
}
