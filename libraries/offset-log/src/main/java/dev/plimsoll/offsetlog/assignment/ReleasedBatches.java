package dev.plimsoll.offsetlog.assignment;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.booleans;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Batches that files count and that are not in the log, subtracted from `file.batch_refs`.
public final class ReleasedBatches {
  /// In the order of appends, so that neither waits for the other.
  private static final String LOCK_FILES =
      "SELECT f.file_id FROM file f WHERE f.file_id = ANY (?) ORDER BY f.object_id FOR UPDATE";

  /// Only objects of topics that own them may be deleted; of a deleted topic that is unknown.
  private static final String OWNERS =
      """
      SELECT p.part_id FROM log_partition p JOIN log_topic t ON t.topic_id = p.topic_id
      WHERE p.part_id = ANY (?) AND t.owns_objects
      """;
  private static final String RELEASE =
      """
      UPDATE file f
      SET batch_refs = f.batch_refs - w.released, shared = f.shared OR w.shared
      FROM unnest(?::bigint[], ?::int[], ?::boolean[]) AS w (file_id, released, shared)
      WHERE f.file_id = w.file_id
      """;

  /// A producer may resend a refused batch: its object stays for a day. A file on the list stays
  /// unchanged, since its row may be locked.
  private static final String DONE_WITH =
      """
      INSERT INTO unreferenced_file (file_id, due_at)
      SELECT f.file_id, now() + interval '1 day'
      FROM file f WHERE f.file_id = ANY (?) AND f.batch_refs = 0
      ON CONFLICT (file_id) DO NOTHING
      """;

  private final Map<Long, Integer> counts = new TreeMap<>();
  private final Map<Long, Set<Integer>> partitions = new HashMap<>();

  public void add(LogBatch batch) {
    counts.merge(batch.fileId(), 1, Integer::sum);
    partitions.computeIfAbsent(batch.fileId(), _ -> new HashSet<>()).add(batch.partId());
  }

  /// A batch that its file does not count, and that is in the log now.
  void takeBack(LogBatch batch) {
    counts.merge(batch.fileId(), -1, Integer::sum);
  }

  /// Subtracts the batches, in the caller's transaction.
  ///
  /// @throws OvertakenException where a file is gone
  /// @throws PlimsollException CHECK_FAILED; the transaction is to be rolled back
  public void store(Connection connection) throws SQLException {
    if (counts.isEmpty()) {
      return;
    }
    if (lock(connection, counts.keySet()) < counts.size()) {
      throw new OvertakenException("a file was forgotten meanwhile");
    }
    Set<Integer> owners = owners(connection);
    int rows =
        release(
            connection,
            counts,
            file -> !owners.containsAll(partitions.getOrDefault(file, Set.of())));
    if (rows != counts.size()) {
      throw new PlimsollException(
          ErrorCode.CHECK_FAILED,
          "offsets not given, rolled back: not as many files were released");
    }
    Sql.of(connection, DONE_WITH, longs(counts.keySet())).update();
  }

  private Set<Integer> owners(Connection connection) throws SQLException {
    Set<Integer> partIds = new HashSet<>();
    partitions.values().forEach(partIds::addAll);
    return Set.copyOf(Sql.of(connection, OWNERS, ints(partIds)).list(row -> row.getInt("part_id")));
  }

  /// Locks the rows of files until the transaction ends.
  ///
  /// @return how many of them exist
  public static int lock(Connection connection, Collection<Long> fileIds) throws SQLException {
    return Sql.of(connection, LOCK_FILES, longs(fileIds)).list(_ -> true).size();
  }

  /// Subtracts batches from locked files.
  ///
  /// @param counts of batches, by file
  /// @param shared whether a file's object is not the log's to delete
  /// @return how many of the files exist
  public static int release(
      Connection connection, Map<Long, Integer> counts, Predicate<Long> shared)
      throws SQLException {
    return Sql.of(
            connection,
            RELEASE,
            longs(counts.keySet()),
            ints(counts.values()),
            booleans(counts.keySet(), shared))
        .update();
  }
}
