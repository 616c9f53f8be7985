package dev.plimsoll.benchmarks.knn;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// One way to search. Not thread-safe.
interface KnnContender extends AutoCloseable {
  String name();

  Answer search(KnnQuery query) throws Exception;

  /// @throws Exception where a session does not close
  @Override
  void close() throws Exception;

  record Row(long id, double distance) {
    private boolean agrees(Row other, double rounding) {
      return id == other.id
          || rounding > 0 && Math.abs(distance - other.distance) <= rounding * distance;
    }
  }

  /// What was found.
  ///
  /// @param parts in order each; whoever reads the table by parts leaves them unmerged
  /// @param workers sessions or threads that shared the work
  /// @param how in words; may be empty
  record Answer(List<List<Row>> parts, int workers, String how) {
    static Answer of(List<Row> rows) {
      return new Answer(List.of(rows), 1, "");
    }

    /// The nearest rows of all parts, in the order of distance and id.
    List<Row> nearest() {
      return parts.stream()
          .flatMap(List::stream)
          .sorted(Comparator.comparingDouble(Row::distance).thenComparingLong(Row::id))
          .limit(KnnQuery.NEIGHBORS)
          .toList();
    }

    /// Their ids.
    List<Long> ids() {
      return nearest().stream().map(Row::id).toList();
    }

    /// Whether another found the same rows in the same order.
    ///
    /// @param rounding share by which distances may be off: rows that are nearer to each other may
    ///     be another's; 0 for none
    boolean agrees(Answer other, double rounding) {
      List<Row> here = nearest();
      List<Row> there = other.nearest();
      return here.size() == there.size()
          && IntStream.range(0, here.size())
              .allMatch(i -> here.get(i).agrees(there.get(i), rounding));
    }
  }
}
