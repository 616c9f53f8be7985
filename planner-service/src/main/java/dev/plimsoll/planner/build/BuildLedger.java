package dev.plimsoll.planner.build;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.UUID;

/// Gives back to the load line and to the lane what a build in flight had taken.
@ApplicationScoped
public class BuildLedger {
  // The line first, then the build, then the berth: the same order as a claim's.
  private static final String LOCK =
      """
      SELECT 1 FROM load_lines
      WHERE database = (SELECT database FROM builds WHERE id = :build)
      FOR UPDATE
      """;

  private static final String RELEASE =
      """
      UPDATE load_lines l SET
        used_milli_cores = used_milli_cores - b.milli_cores,
        used_memory_bytes = used_memory_bytes - b.memory_bytes,
        used_parallel_workers = used_parallel_workers - b.parallel_workers,
        used_temporary_bytes = used_temporary_bytes - b.temporary_bytes,
        used_disk_bytes = greatest(0, used_disk_bytes - b.disk_bytes + :kept)
      FROM builds b
      WHERE b.id = :build AND l.database = b.database
      """;

  private static final String FREE_BERTH =
      "UPDATE berths SET build_id = NULL WHERE build_id = :build";

  private final EntityManager entities;

  public BuildLedger(EntityManager entities) {
    this.entities = entities;
  }

  /// Locks the build's load line until the transaction's end.
  void lock(UUID build) {
    entities.createNativeQuery(LOCK).setParameter("build", build).getResultList();
  }

  /// @param keptDiskBytes of the finished index; 0 where there is none
  void release(UUID build, long keptDiskBytes) {
    entities
        .createNativeQuery(RELEASE)
        .setParameter("build", build)
        .setParameter("kept", keptDiskBytes)
        .executeUpdate();
    entities.createNativeQuery(FREE_BERTH).setParameter("build", build).executeUpdate();
  }
}
