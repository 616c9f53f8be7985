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
/// @param slot partition of the lane's topic
/// @param maintenanceWorkMemBytes for the whole CREATE INDEX, leader and workers together
/// @param parallelWorkers `max_parallel_maintenance_workers`, 0 or more
/// @param predictedMillis for the weight of phases in the progress, and the ETA
/// @param tableWorkers whether `parallel_workers` is set on the table for the build
/// @param awaited partitions of the table whose indexes other builds will attach to its own
public record BuildCommand(
    UUID buildId,
    @Within(Bound.ATTEMPT) int attempt,
    RegisteredDatabase database,
    QualifiedName table,
    IndexDefinition definition,
    @Within(Bound.IDENTIFIER) String indexName,
    Lane lane,
    @Within(Bound.SLOT) int slot,
    @Within(Bound.SORT_MEMORY) long maintenanceWorkMemBytes,
    @Within(Bound.PARALLEL_WORKERS) int parallelWorkers,
    @Within(Bound.PREDICTED_MILLIS) long predictedMillis,
    @JsonInclude(Include.NON_DEFAULT) boolean tableWorkers,
    @JsonInclude(Include.NON_EMPTY) @Within(Bound.AWAITED) List<QualifiedName> awaited) {

  public BuildCommand {
    awaited = awaited == null ? List.of() : List.copyOf(awaited);
  }
}
