package dev.plimsoll.offsetlog.assignment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Rows of the manifest that a run is to take: what must come out of it again.
final class Due {
  private final List<Long> manifestIds = new ArrayList<>();
  private final Map<Integer, Integer> batchesByPartition = new TreeMap<>();
  private int batches;

  /// @param partIds one for each batch
  void add(long manifestId, int batchCount, Integer[] partIds) {
    manifestIds.add(manifestId);
    batches += batchCount;
    for (Integer partId : partIds) {
      batchesByPartition.merge(partId, 1, Integer::sum);
    }
  }

  boolean isEmpty() {
    return manifestIds.isEmpty();
  }

  int batches() {
    return batches;
  }

  long[] manifestIds() {
    return manifestIds.stream().mapToLong(Long::longValue).toArray();
  }

  /// In their order.
  int[] partIds() {
    return batchesByPartition.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  Map<Integer, Integer> batchesByPartition() {
    return batchesByPartition;
  }
}
