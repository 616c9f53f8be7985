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

/// A file that waits for its offsets, and what goes before it: batches of its producers that were
/// accepted earlier and still queue in its shards.
///
/// @param ahead by shard, the last row of the queue that goes before it; null where nobody has
///     looked yet. What was accepted after the first look does not go before it
record WaitingFile(LogFile file, @Nullable Map<Integer, Long> ahead) {
  /// The same under the number that the log knows it by.
  WaitingFile as(long fileId) {
    return new WaitingFile(file.as(fileId), ahead);
  }

  /// What is still to be placed before it.
  ///
  /// @param queued in its shards, and perhaps in others
  /// @return by shard, the last row; empty where it is its turn
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

  /// By shard.
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
