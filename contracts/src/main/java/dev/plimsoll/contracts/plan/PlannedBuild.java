package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sized build of a plan.
///
/// @param reasoning for these figures, in a sentence
/// @param sql statements in order
public record PlannedBuild(
    QualifiedName table,
    IndexDefinition definition,
    String indexName,
    Sizing sizing,
    Allocation allocation,
    Place place,
    String reasoning,
    List<String> sql) {

  /// Sizes of the table and of the index to be.
  ///
  /// @param indexRange of the expected size; null where it was not estimated
  public record Sizing(
      long rows, long tableBytes, long indexBytes, @Nullable SizeRange indexRange, long walBytes) {

    /// Bytes of disk to reserve: the upper end of the expected size.
    public long mostIndexBytes() {
      return indexRange == null ? indexBytes : Math.max(indexBytes, indexRange.highBytes());
    }
  }

  /// Memory and workers of a build, and what follows from them.
  ///
  /// @param maintenanceWorkMemBytes for the whole CREATE INDEX
  /// @param parallelWorkers beside the leader, 0 or more
  /// @param tableWorkers whether `parallel_workers` is set on the table for the build
  /// @param temporaryBytes at most at a time; 0 where the sort fits in memory
  /// @param predictedMillis of the CREATE INDEX
  public record Allocation(
      Lane lane,
      long maintenanceWorkMemBytes,
      int parallelWorkers,
      boolean tableWorkers,
      long temporaryBytes,
      long predictedMillis) {}

  /// Place in a plan.
  ///
  /// @param number from 1 on; 0 outside of a plan
  /// @param startMillis predicted, after the plan's start
  /// @param blockedBy numbers of builds that must succeed before
  /// @param partOf number of the partitioned table's build that its index is attached to; 0 for
  ///     none
  /// @param alone in its database
  public record Place(
      int number, long startMillis, List<Integer> blockedBy, int partOf, boolean alone) {
    public Place {
      blockedBy = blockedBy == null ? List.of() : List.copyOf(blockedBy);
    }

    public static Place unnumbered(long startMillis) {
      return new Place(0, startMillis, List.of(), 0, false);
    }
  }

  public PlannedBuild {
    sql = sql == null ? List.of() : List.copyOf(sql);
  }

  /// `maintenance_work_mem` over the predicted size of the index, to two digits: below 1 the sort
  /// writes to disk. 0 for an empty index.
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public double memoryFraction() {
    return sizing.indexBytes() <= 0
        ? 0
        : Math.round(100.0 * allocation.maintenanceWorkMemBytes() / sizing.indexBytes()) / 100.0;
  }

  public long endMillis() {
    return place.startMillis() + allocation.predictedMillis();
  }

  /// A copy with its place in a plan and its statements.
  public PlannedBuild at(Place inPlan, List<String> statements) {
    return new PlannedBuild(
        table, definition, indexName, sizing, allocation, inPlan, reasoning, statements);
  }

  /// A copy with other memory and workers.
  public PlannedBuild with(Allocation other, String because) {
    return new PlannedBuild(table, definition, indexName, sizing, other, place, because, sql);
  }
}
