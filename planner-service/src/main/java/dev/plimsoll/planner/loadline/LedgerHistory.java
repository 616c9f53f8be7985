package dev.plimsoll.planner.loadline;

/// Entries of `ledger_history`: each statement that changes a load line writes one.
public final class LedgerHistory {
  /// Followed by a SELECT of `database`, `build_id`, `attempt`, `what`, the differences in the
  /// order of [Resources], and [#AFTER].
  public static final String ENTER =
      """
      INSERT INTO ledger_history
        (database, build_id, attempt, what, milli_cores, memory_bytes, parallel_workers,
         temporary_bytes, disk_bytes, wal_bytes_per_second, used_milli_cores, used_memory_bytes,
         used_parallel_workers, used_temporary_bytes, used_disk_bytes, used_wal_bytes_per_second)
      """;

  /// Usage of the line after the change; the changed row is `l`.
  public static final String AFTER =
      """
      l.used_milli_cores, l.used_memory_bytes, l.used_parallel_workers, l.used_temporary_bytes,
      l.used_disk_bytes, l.used_wal_bytes_per_second
      """;

  private LedgerHistory() {}
}
