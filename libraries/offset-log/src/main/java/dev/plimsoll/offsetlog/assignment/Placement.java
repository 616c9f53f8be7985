package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Judges batches, one after the other, and numbers them along their partitions. Pure: what it is
/// given was read under the shards' locks, and what comes out is for the same transaction.
public final class Placement {
  /// A batch that its producer's order, or a partition that is gone, forbids.
  public record Refusal(LogBatch batch, Admission.Refused why) {}

  /// What became of batches.
  ///
  /// @param moved partitions: those that got offsets
  /// @param batches that got offsets
  /// @param records offsets given
  /// @param duplicates batches that had offsets before
  /// @param refused those that got none
  public record Outcome(
      List<Integer> moved, int batches, long records, int duplicates, List<Refusal> refused) {
    static final Outcome NOTHING = new Outcome(List.of(), 0, 0, 0, List.of());

    Outcome plus(Outcome other) {
      return new Outcome(
          Stream.concat(moved.stream(), other.moved.stream()).distinct().toList(),
          batches + other.batches,
          records + other.records,
          duplicates + other.duplicates,
          Stream.concat(refused.stream(), other.refused.stream()).toList());
    }
  }

  private final Map<Integer, PlacedPartition> partitions = new HashMap<>();
  private final List<PlacedPartition> moved = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final ReleasedBatches released = new ReleasedBatches();
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
      released.add(batch);
    }
    return admission;
  }

  /// The next batch, of a file that came before: it counts those of its batches that were not
  /// refused then.
  public Admission placeAgain(LogBatch batch) {
    Admission admission = judge(batch);
    if (admission instanceof Admission.Placed) {
      released.takeBack(batch);
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

  /// Batches that are not in the log after all.
  ReleasedBatches released() {
    return released;
  }

  Outcome outcome() {
    return new Outcome(
        moved.stream().map(PlacedPartition::partId).toList(),
        placed,
        records,
        duplicates,
        List.copyOf(refusals));
  }

  List<Refusal> refusals() {
    return refusals;
  }

  /// Batches that got offsets.
  int placed() {
    return placed;
  }
}
