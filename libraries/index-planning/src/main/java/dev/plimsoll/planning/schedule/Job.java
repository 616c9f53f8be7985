package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.sizing.BuildWork;
import java.util.Set;

/// A build to be placed.
///
/// @param id unique among the jobs of a plan
/// @param unsafePeer a partial or an expression index, which runs alone: every other concurrent
///     build in the database would wait
/// @param blockedBy ids of jobs that have to end first
public record Job(
    String id, QualifiedName table, BuildWork work, boolean unsafePeer, Set<String> blockedBy) {
  public Job {
    blockedBy = Set.copyOf(blockedBy);
    if (blockedBy.contains(id)) {
      throw new IllegalArgumentException(id + " waits for itself");
    }
  }
}
