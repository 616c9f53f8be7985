package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;

/// A build, sized.
///
/// @param tableBytes of the table's heap
/// @param indexBytes predicted
/// @param temporaryBytes predicted; 0 where the sort fits in memory
/// @param walBytes predicted
/// @param maintenanceWorkMemBytes for the whole CREATE INDEX
/// @param parallelWorkers to ask for
/// @param predictedMillis of the CREATE INDEX
/// @param startMillis predicted, after the plan's start
/// @param reasoning why these figures, in a sentence
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
    String reasoning) {}
