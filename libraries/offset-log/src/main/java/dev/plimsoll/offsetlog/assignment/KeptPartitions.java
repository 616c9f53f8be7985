package dev.plimsoll.offsetlog.assignment;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A cache of partitions' states by shard, between the runs of this process.
///
/// A state is valid if no other transaction has locked the shard since: its row says which one
/// locked it last. Should another one lock it between that reading and our own lock, offsets are
/// still safe: a partition is only updated from the offset where it was read.
///
/// After a change of the database's history nothing is used: transaction numbers may repeat.
final class KeptPartitions {
  /// Of all cached partitions of a shard, some 200 bytes each.
  static final int MOST_PRODUCERS = 50_000;

  static final class Shard {
    private final Map<Integer, PlacedPartition> partitions = new HashMap<>();
    private long leftBy;
    private long generation;
    private int producers;

    boolean isEmpty() {
      return partitions.isEmpty();
    }

    @Nullable PlacedPartition find(int partId) {
      return partitions.get(partId);
    }

    private void keep(PlacedPartition partition) {
      partitions.putIfAbsent(partition.partId(), partition);
      producers += partition.settle();
    }
  }

  private final Map<Integer, Shard> shards = new ConcurrentHashMap<>();

  /// Takes a shard out of the cache. The run puts it back by [#keep], unless it fails.
  ///
  /// @param lockedBy the transaction that locked the shard last
  /// @param generation of the database's history; negative if unknown
  Shard take(int shard, long lockedBy, long generation) {
    Shard kept = shards.remove(shard);
    return kept != null
            && kept.leftBy == lockedBy
            && kept.generation == generation
            && generation >= 0
        ? kept
        : new Shard();
  }

  /// Puts a shard back, after the commit.
  ///
  /// @param moved partitions, as the transaction left them
  /// @param leftBy that transaction
  void keep(
      int shard, Shard known, Collection<PlacedPartition> moved, long leftBy, long generation) {
    for (PlacedPartition partition : moved) {
      known.keep(partition);
    }
    known.leftBy = leftBy;
    known.generation = generation;
    if (known.producers <= MOST_PRODUCERS) {
      shards.put(shard, known);
    }
  }
}
