package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.commit.FileCommit.CommittedFile;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Offsets of duplicates that their partition no longer remembers: read from the segments
/// backwards, from the end of each partition to the file's acceptance. Slow for old files. Reads
/// after the commit, without a lock, for at most [#LONGEST].
final class FormerOffsets {
  /// A segment's time is its transaction's begin, which may precede the acceptance of the file.
  private static final String BACKWARDS =
      """
      SELECT g.base_offset, g.last_offset, g.packed, g.committed_at >= (
        SELECT f.accepted_at - interval '10 minutes' FROM file f WHERE f.file_id = ?) AS within
      FROM segment g
      WHERE g.part_id = ? AND g.last_offset < ?
      ORDER BY g.last_offset DESC LIMIT ?
      """;

  private static final int SEGMENTS_AT_ONCE = 50;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /// A batch's identity, independent of its object.
  private record Identity(int partId, int producerRef, int epoch, long sequence) {
    static Identity of(LogBatch batch) {
      return new Identity(batch.partId(), batch.producerRef(), batch.epoch(), batch.sequence());
    }
  }

  private final long fileId;
  private final LogFile file;
  private final Map<Identity, Integer> wanted;
  private final List<Admission> outcomes;
  private final long until = System.nanoTime() + LONGEST.toNanos();

  private FormerOffsets(
      long fileId, LogFile file, Map<Identity, Integer> wanted, List<Admission> outcomes) {
    this.fileId = fileId;
    this.file = file;
    this.wanted = wanted;
    this.outcomes = outcomes;
  }

  /// Adds missing offsets, unless retention removed them or time is over.
  static CommittedFile complete(Transactions transactions, LogFile file, CommittedFile answer)
      throws SQLException {
    Map<Identity, Integer> wanted = new HashMap<>();
    for (int i = 0; i < file.batches().size(); i++) {
      if (answer.outcomes().get(i) instanceof Admission.Duplicate(OptionalLong base)
          && base.isEmpty()) {
        wanted.put(Identity.of(file.batches().get(i)), i);
      }
    }
    if (wanted.isEmpty()) {
      return answer;
    }
    FormerOffsets former =
        new FormerOffsets(answer.fileId(), file, wanted, new ArrayList<>(answer.outcomes()));
    List<Integer> partIds =
        wanted.keySet().stream().map(Identity::partId).distinct().sorted().toList();
    for (int partId : partIds) {
      transactions.run(connection -> former.find(connection, partId));
    }
    return new CommittedFile(answer.fileId(), answer.resent(), former.outcomes);
  }

  /// @return how many of the partition were not found
  private int find(Connection connection, int partId) throws SQLException {
    int left = (int) wanted.keySet().stream().filter(one -> one.partId() == partId).count();
    long before = Long.MAX_VALUE;
    try (PreparedStatement read = connection.prepareStatement(BACKWARDS)) {
      while (left > 0 && System.nanoTime() < until) {
        read.setLong(1, fileId);
        read.setInt(2, partId);
        read.setLong(3, before);
        read.setInt(4, SEGMENTS_AT_ONCE);
        int segments = 0;
        boolean within = true;
        try (ResultSet rows = read.executeQuery()) {
          while (left > 0 && within && rows.next()) {
            segments++;
            within = rows.getBoolean("within");
            before = rows.getLong("last_offset");
            left -= within ? look(rows) : 0;
          }
        }
        if (!within || segments < SEGMENTS_AT_ONCE) {
          return left;
        }
      }
    }
    return left;
  }

  /// @return how many were found in the segment
  private int look(ResultSet segment) throws SQLException {
    int found = 0;
    long base = segment.getLong("base_offset");
    for (LogBatch batch : BatchCodec.unpack(segment.getBytes("packed"))) {
      Integer place = wanted.get(Identity.of(batch));
      if (place != null) {
        long recordCount = file.batches().get(place).recordCount();
        outcomes.set(
            place,
            batch.recordCount() == recordCount
                ? new Admission.Duplicate(OptionalLong.of(base))
                : new Admission.Conflicting(recordCount, batch.recordCount()));
        found++;
      }
      base += batch.recordCount();
    }
    return found;
  }
}
