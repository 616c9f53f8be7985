package dev.plimsoll.offsetlog.assignment;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A cache of partitions' states by shard, from one run of this process to the next.
///
/// They stand there still if nobody else has locked their shard since: PostgreSQL notes in the
/// shard's row which transaction locked it last. Should somebody lock it between our reading that
/// note and our own lock, what offsets rest on holds all the same: a partition moves on only from
/// where it was thought to stand, and whoever gave offsets there has moved it.
///
/// Of another history of the database nothing is taken: there the numbers of transactions are given
/// again.
final class KeptPartitions {
  /// Of all partitions of a shard that are kept: some 200 bytes each.
  static final int MOST_PRODUCERS = 50_000;

  /// The partitions of a shard that are known.
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

  /// Takes a shard away: who gave offsets by it brings it back, and where that fails its partitions
  /// are read again.
  ///
  /// @param lockedBy the transaction that had the shard's lock last
  /// @param generation of the database's history; less than 0 where it is unknown
  Shard take(int shard, long lockedBy, long generation) {
    Shard kept = shards.remove(shard);
    return kept != null
            && kept.leftBy == lockedBy
            && kept.generation == generation
            && generation >= 0
        ? kept
        : new Shard();
  }

  /// To be called after the commit.
  ///
  /// @param known of the shard, from [#take]
  /// @param moved partitions, as the transaction left them
  /// @param leftBy that transaction
  /// @param generation as [#take] was given it
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
