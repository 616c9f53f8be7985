package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.assignment.Shards.QueuedRow;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file that waits for its offsets behind earlier batches of its producers in the queue.
///
/// @param ahead by shard, the last row of the queue before it; null before the first look
record WaitingFile(LogFile file, @Nullable Map<Integer, Long> ahead) {
  WaitingFile as(long fileId) {
    return new WaitingFile(file.as(fileId), ahead);
  }

  /// Rows that go before it.
  ///
  /// @param queued in its shards, and perhaps in others
  /// @return by shard, the last row; empty if it is its turn
  Map<Integer, Long> behind(List<QueuedRow> queued) {
    if (queued.isEmpty()) {
      return Map.of();
    }
    Map<Integer, Set<Integer>> producers = producers();
    Map<Integer, Long> behind = new HashMap<>();
    for (QueuedRow row : queued) {
      Set<Integer> own = producers.get(row.shard());
      if (own != null && goesBefore(row) && own.stream().anyMatch(row::mayBeOf)) {
        behind.merge(row.shard(), row.manifestId(), Math::max);
      }
    }
    return behind;
  }

  private boolean goesBefore(QueuedRow row) {
    return ahead == null || row.manifestId() <= ahead.getOrDefault(row.shard(), -1L);
  }

  private Map<Integer, Set<Integer>> producers() {
    Map<Integer, Set<Integer>> producers = new HashMap<>();
    List<LogBatch> batches = file.batches();
    for (int i = 0; i < batches.size(); i++) {
      producers
          .computeIfAbsent(file.places().get(i).shard(), _ -> new HashSet<>())
          .add(batches.get(i).producerRef());
    }
    return producers;
  }
}
