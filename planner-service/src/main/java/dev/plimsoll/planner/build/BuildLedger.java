package dev.plimsoll.planner.build;

import dev.plimsoll.planner.loadline.LedgerHistory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.UUID;

/// Ledger entries that return what a build in flight had taken of its load line and lane.
@ApplicationScoped
public class BuildLedger {
  // Line, build, slot: the lock order of a claim. The generation grows, since the dispatcher's
  // inputs are about to change.
  private static final String LOCK =
      """
      UPDATE load_lines SET generation = generation + 1
      WHERE database = (SELECT database FROM builds WHERE id = :build)
      """;

  private static final String LOCK_LINE =
      "UPDATE load_lines SET generation = generation + 1 WHERE database = :database";

  private static final String RELEASE =
      """
      WITH released AS (
        UPDATE load_lines l SET
          used_milli_cores = used_milli_cores - b.milli_cores,
          used_memory_bytes = used_memory_bytes - b.memory_bytes,
          used_parallel_workers = used_parallel_workers - b.parallel_workers,
          used_temporary_bytes = used_temporary_bytes - b.temporary_bytes,
          used_wal_bytes_per_second = used_wal_bytes_per_second - b.wal_bytes_per_second,
          used_disk_bytes = greatest(0, used_disk_bytes - b.disk_bytes + :kept)
        FROM builds b
        WHERE b.id = :build AND l.database = b.database
        RETURNING l.*, b.id AS build_id, b.attempt, b.milli_cores AS cores,
          b.memory_bytes AS memory, b.parallel_workers AS workers,
          b.temporary_bytes AS temporary, b.disk_bytes AS disk, b.wal_bytes_per_second AS wal
      )
      %1$s
      SELECT database, build_id, attempt, 'RELEASE', -cores, -memory, -workers, -temporary,
        :kept - disk, -wal, %2$s
      FROM released l
      """
          .formatted(LedgerHistory.ENTER, LedgerHistory.AFTER);

  // Its workers have left: it is one process from here on, in its row too.
  private static final String SORTED =
      """
      WITH before AS MATERIALIZED (
        SELECT id, database, attempt, milli_cores, parallel_workers FROM builds
        WHERE id = :build AND NOT sorted
      ),
      build AS (
        UPDATE builds b SET
          sorted = true, milli_cores = least(b.milli_cores, 1000), parallel_workers = 0
        FROM before WHERE b.id = before.id
        RETURNING before.database, before.id, before.attempt,
          before.milli_cores - b.milli_cores AS cores, before.parallel_workers AS workers
      ),
      line AS (
        UPDATE load_lines l SET
          used_milli_cores = l.used_milli_cores - build.cores,
          used_parallel_workers = l.used_parallel_workers - build.workers
        FROM build WHERE l.database = build.database
        RETURNING l.*
      )
      %1$s
      SELECT l.database, build.id, build.attempt, 'SORTED', -build.cores, 0, -build.workers, 0, 0,
        0, %2$s
      FROM line l, build
      """
          .formatted(LedgerHistory.ENTER, LedgerHistory.AFTER);

  // Waiting for old snapshots, it uses no CPU. On waking it takes its core again, even where others
  // have it by then: it cannot be stopped.
  private static final String SLEEP =
      """
      WITH before AS MATERIALIZED (
        SELECT id, database, attempt, milli_cores, asleep_milli_cores FROM builds
        WHERE id = :build AND (asleep_milli_cores > 0) <> :asleep
          AND milli_cores + asleep_milli_cores > 0
      ),
      build AS (
        UPDATE builds b SET
          milli_cores = before.asleep_milli_cores, asleep_milli_cores = before.milli_cores
        FROM before WHERE b.id = before.id
        RETURNING before.database, before.id, before.attempt,
          before.asleep_milli_cores - before.milli_cores AS cores
      ),
      line AS (
        UPDATE load_lines l SET used_milli_cores = l.used_milli_cores + build.cores
        FROM build WHERE l.database = build.database
        RETURNING l.*
      )
      %1$s
      SELECT l.database, build.id, build.attempt,
        CASE WHEN build.cores < 0 THEN 'ASLEEP' ELSE 'AWAKE' END, build.cores, 0, 0, 0, 0, 0,
        %2$s
      FROM line l, build
      """
          .formatted(LedgerHistory.ENTER, LedgerHistory.AFTER);

  private static final String IS_ASLEEP =
      "SELECT asleep_milli_cores > 0 FROM builds WHERE id = :build";

  private static final String KEEP = "UPDATE builds SET kept_bytes = :kept WHERE id = :build";

  private static final String IS_SORTED = "SELECT sorted FROM builds WHERE id = :build";

  private static final String FREE_SLOT =
      "UPDATE slots SET build_id = NULL WHERE build_id = :build";

  private final EntityManager entities;

  public BuildLedger(EntityManager entities) {
    this.entities = entities;
  }

  /// Locks the build's load line until the end of the transaction.
  void lock(UUID build) {
    of(LOCK, build).executeUpdate();
  }

  /// Locks a database's load line until the end of the transaction.
  public void lockLine(String database) {
    entities.createNativeQuery(LOCK_LINE).setParameter("database", database).executeUpdate();
  }

  /// @param keptDiskBytes of the index, finished or not; 0 where there is none
  void release(UUID build, long keptDiskBytes) {
    of(RELEASE, build).setParameter("kept", keptDiskBytes).executeUpdate();
    of(KEEP, build).setParameter("kept", keptDiskBytes).executeUpdate();
    of(FREE_SLOT, build).executeUpdate();
  }

  /// Without a lock, to see whether [#sleeps] would change anything.
  boolean isAsleep(UUID build) {
    return of(IS_ASLEEP, build).getResultList().stream().allMatch(Boolean.TRUE::equals);
  }

  /// Returns the cores of a build that waits for old snapshots, or takes them again.
  void sleeps(UUID build, boolean asleep) {
    of(SLEEP, build).setParameter("asleep", asleep).executeUpdate();
  }

  /// Without a lock, to see whether [#sorted] would change anything.
  boolean isSorted(UUID build) {
    return of(IS_SORTED, build).getResultList().stream().allMatch(Boolean.TRUE::equals);
  }

  /// Returns the workers, with their cores, of a build that continues without them.
  void sorted(UUID build) {
    of(SORTED, build).executeUpdate();
  }

  private Query of(String sql, UUID build) {
    return entities.createNativeQuery(sql).setParameter("build", build);
  }
}
