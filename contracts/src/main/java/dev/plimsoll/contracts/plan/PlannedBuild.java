package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sized build of a plan.
///
/// @param temporaryBytes at most at a time; 0 where the sort fits in memory
/// @param maintenanceWorkMemBytes for the whole CREATE INDEX
/// @param predictedMillis of the CREATE INDEX
/// @param startMillis after the plan's start
/// @param reasoning for these figures, in a sentence
/// @param number within its plan, from 1 on; 0 outside of one
/// @param blockedBy numbers of builds that must succeed before
/// @param alone in its database
/// @param tableWorkers whether `parallel_workers` is set on the table for the build
/// @param sql statements in order
/// @param indexRange of the expected size; null in old plans
public record PlannedBuild(
    QualifiedName table,
    IndexDefinition definition,
    String indexName,
    Lane lane,
    long rows,
    long tableBytes,
    long indexBytes,
    long temporaryBytes,
    long walBytes,
    long maintenanceWorkMemBytes,
    int parallelWorkers,
    long predictedMillis,
    long startMillis,
    String reasoning,
    int number,
    List<Integer> blockedBy,
    boolean alone,
    boolean tableWorkers,
    List<String> sql,
    @Nullable SizeRange indexRange) {

  public PlannedBuild {
    blockedBy = blockedBy == null ? List.of() : List.copyOf(blockedBy);
    sql = sql == null ? List.of() : List.copyOf(sql);
  }

  /// `maintenance_work_mem` over the predicted size of the index, to two digits: below 1 the sort
  /// writes to disk. 0 for an empty index.
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public double memoryFraction() {
    return indexBytes <= 0 ? 0 : Math.round(100.0 * maintenanceWorkMemBytes / indexBytes) / 100.0;
  }

  /// Bytes of disk to reserve: the upper end of the expected size.
  public long mostIndexBytes() {
    return indexRange == null ? indexBytes : Math.max(indexBytes, indexRange.highBytes());
  }

  /// A copy with its place in a plan and its statements.
  public PlannedBuild numbered(
      int inPlan, List<Integer> needs, boolean runsAlone, List<String> statements) {
    return new PlannedBuild(
        table,
        definition,
        indexName,
        lane,
        rows,
        tableBytes,
        indexBytes,
        temporaryBytes,
        walBytes,
        maintenanceWorkMemBytes,
        parallelWorkers,
        predictedMillis,
        startMillis,
        reasoning,
        inPlan,
        needs,
        runsAlone,
        tableWorkers,
        statements,
        indexRange);
  }
}
