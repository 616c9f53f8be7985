package dev.plimsoll.contracts.build;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import java.util.List;
import java.util.UUID;

/// `build.commands.*`: build an index within these limits. Key: the table.
///
/// @param attempt 1 or more; a higher one supersedes the lower
/// @param awaited partitions of the table whose indexes other builds will attach to its own
public record BuildCommand(
    UUID buildId,
    @Within(Bound.ATTEMPT) int attempt,
    RegisteredDatabase database,
    QualifiedName table,
    IndexDefinition definition,
    @Within(Bound.IDENTIFIER) String indexName,
    Slot slot,
    Allocation allocation,
    @JsonInclude(Include.NON_EMPTY) @Within(Bound.AWAITED) List<QualifiedName> awaited) {

  /// A partition of a lane's topic, which holds one build at a time.
  public record Slot(Lane lane, @Within(Bound.SLOT) int partition) {}

  /// What the build may use, and how long it should take.
  ///
  /// @param maintenanceWorkMemBytes for the whole CREATE INDEX, leader and workers together
  /// @param parallelWorkers `max_parallel_maintenance_workers`, 0 or more
  /// @param tableWorkers whether `parallel_workers` is set on the table for the build
  /// @param predictedMillis for the weight of phases in the progress, and the ETA
  public record Allocation(
      @Within(Bound.SORT_MEMORY) long maintenanceWorkMemBytes,
      @Within(Bound.PARALLEL_WORKERS) int parallelWorkers,
      @JsonInclude(Include.NON_DEFAULT) boolean tableWorkers,
      @Within(Bound.PREDICTED_MILLIS) long predictedMillis) {}

  public BuildCommand {
    awaited = awaited == null ? List.of() : List.copyOf(awaited);
  }
}
