package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Judgement of batches in the order of acceptance, and their offsets. Pure: its input was read
/// under the shards' locks, its result is for the same transaction.
public final class Placement {
  public record Refusal(LogBatch batch, Admission.Refused why) {}

  /// Counts of a placement.
  ///
  /// @param moved partitions with new offsets
  /// @param batches with new offsets
  /// @param records offsets given
  /// @param duplicates batches that had offsets before
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
  // Batches mostly come partition by partition.
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

  /// Places the next batch in the order of acceptance. Its file counts it already.
  public Admission place(LogBatch batch) {
    Admission admission = judge(batch);
    if (!(admission instanceof Admission.Placed)) {
      released.add(batch);
    }
    return admission;
  }

  /// Places the next batch of a resent file, which does not count formerly refused batches.
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

  boolean acceptedAll() {
    return duplicates == 0 && refusals.isEmpty();
  }

  /// Partitions with new batches, in the order of their first one.
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

  int placed() {
    return placed;
  }
}
