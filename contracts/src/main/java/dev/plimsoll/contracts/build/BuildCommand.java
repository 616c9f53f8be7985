package dev.plimsoll.contracts.build;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.UUID;

/// `build.commands.*`: build this, with these limits. Key: the table.
///
/// @param attempt 1 or more; a higher one supersedes the lower
/// @param indexName the name that the index or constraint has in the end
/// @param lane and
/// @param berth the partition of the lane's topic it was sent to
/// @param maintenanceWorkMemBytes for the whole CREATE INDEX, leader and workers together
/// @param parallelWorkers `max_parallel_maintenance_workers`, 0 or more
/// @param predictedMillis what the planner expects, for weighting progress and the ETA
public record BuildCommand(
    UUID buildId,
    int attempt,
    DatabaseAddress database,
    QualifiedName table,
    IndexDefinition definition,
    String indexName,
    Lane lane,
    int berth,
    long maintenanceWorkMemBytes,
    int parallelWorkers,
    long predictedMillis) {}
