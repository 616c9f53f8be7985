package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sized build of a plan.
///
/// @param tableBytes of the table's heap
/// @param indexBytes predicted
/// @param temporaryBytes the most that exist at a time, predicted; 0 where the sort fits in memory
/// @param walBytes predicted
/// @param maintenanceWorkMemBytes for the whole CREATE INDEX
/// @param parallelWorkers to ask for
/// @param predictedMillis of the CREATE INDEX
/// @param startMillis predicted, after the plan's start
/// @param reasoning why these figures, in a sentence
/// @param number of the build within its plan, from 1 on; 0 outside of one
/// @param blockedBy numbers of the builds that must have succeeded before
/// @param alone nothing else is built in the database meanwhile
/// @param tableWorkers `parallel_workers` is set on the table for the build and reset after it
/// @param sql what will be executed, in order
/// @param indexRange between which sizes the index is expected; null in a plan made before there
///     were any
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

  /// `maintenance_work_mem` over the predicted size of the index: what it is below 1, at least, the
  /// sort writes to disk. To two digits; 0 where the index is predicted to hold nothing.
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public double memoryFraction() {
    return indexBytes <= 0 ? 0 : Math.round(100.0 * maintenanceWorkMemBytes / indexBytes) / 100.0;
  }

  /// Bytes of disk that are set aside for the index: the upper end of what is expected.
  public long mostIndexBytes() {
    return indexRange == null ? indexBytes : Math.max(indexBytes, indexRange.highBytes());
  }

  /// The same within a plan, with what will be executed, in order.
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
