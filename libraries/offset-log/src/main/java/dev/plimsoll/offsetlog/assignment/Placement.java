package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Judges batches, one after the other, and numbers them along their partitions. Pure: what it is
/// given was read under the shards' locks, and what comes out is for the same transaction.
public final class Placement {
  /// A batch that its producer's order, or a partition that is gone, forbids.
  public record Refusal(LogBatch batch, Admission.Refused why) {}

  private final Map<Integer, PlacedPartition> partitions = new HashMap<>();
  private final List<PlacedPartition> moved = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Map<Long, Integer> released = new TreeMap<>();
  private final Map<Long, Set<Integer>> releasedBy = new HashMap<>();
  // Batches come partition by partition, mostly.
  private @Nullable PlacedPartition last;
  private int placed;
  private long records;
  private int duplicates;

  void add(PlacedPartition partition) {
    partitions.put(partition.partId(), partition);
  }

  @Nullable PlacedPartition partition(int partId) {
    if (last == null || last.partId() != partId) {
      last = partitions.get(partId);
    }
    return last;
  }

  /// The next batch in the order of acceptance. Its file counts it already.
  public Admission place(LogBatch batch) {
    Admission admission = judge(batch);
    if (!(admission instanceof Admission.Placed)) {
      released.merge(batch.fileId(), 1, Integer::sum);
      releasedBy.computeIfAbsent(batch.fileId(), _ -> new HashSet<>()).add(batch.partId());
    }
    return admission;
  }

  /// The next batch, of a file that came before: it counts those of its batches that were not
  /// refused then.
  public Admission placeAgain(LogBatch batch) {
    Admission admission = judge(batch);
    if (admission instanceof Admission.Placed) {
      released.merge(batch.fileId(), -1, Integer::sum);
    }
    return admission;
  }

  private Admission judge(LogBatch batch) {
    Admission admission = admit(batch);
    switch (admission) {
      case Admission.Placed _ -> {
        placed++;
        records += batch.recordCount();
      }
      case Admission.Duplicate _ -> duplicates++;
      case Admission.Refused refused -> refusals.add(new Refusal(batch, refused));
    }
    return admission;
  }

  private Admission admit(LogBatch batch) {
    PlacedPartition partition = partition(batch.partId());
    if (partition == null) {
      return new Admission.UnknownPartition();
    }
    boolean stood = partition.batches() == 0;
    Admission admission = partition.admit(batch);
    if (stood && partition.batches() > 0) {
      moved.add(partition);
    }
    return admission;
  }

  /// Every batch so far was accepted.
  boolean acceptedAll() {
    return duplicates == 0 && refusals.isEmpty();
  }

  /// Those that got batches, in the order in which they got their first.
  List<PlacedPartition> moved() {
    return moved;
  }

  public List<Refusal> refusals() {
    return refusals;
  }

  /// By file: how many of its batches are not in the log after all; less than 0 for those that now
  /// are.
  Map<Long, Integer> released() {
    return released;
  }

  /// By file: the partitions whose batches of it are not in the log after all.
  Map<Long, Set<Integer>> releasedBy() {
    return releasedBy;
  }

  /// Batches that got offsets.
  public int placed() {
    return placed;
  }

  /// Offsets given.
  public long records() {
    return records;
  }

  public int duplicates() {
    return duplicates;
  }
}
