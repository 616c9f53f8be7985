package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.ingestion.LogFile;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Offsets of a file that came before, where its producers have gone on so far that their
/// partition does not remember: read from the segments, from the end of each partition back to
/// where the file was accepted. It takes long for a file that is long ago, and nobody sends one of
/// those twice but in need.
final class FormerOffsets {
  /// A run's clock is its transaction's begin, which may be before a file of it was accepted.
  private static final String BACKWARDS =
      """
      SELECT g.base_offset, g.packed FROM segment g
      WHERE g.part_id = ? AND g.committed_at >= (
        SELECT f.accepted_at - interval '10 minutes' FROM file f WHERE f.file_id = ?)
      ORDER BY g.last_offset DESC
      """;

  private static final int SEGMENTS_AT_ONCE = 50;

  private FormerOffsets() {}

  /// The same answer, with the offsets that it lacked; without them where they are retired.
  static Committed complete(Connection connection, LogFile file, Committed answer)
      throws SQLException {
    Map<LogBatch, Integer> wanted = new HashMap<>();
    for (int i = 0; i < file.batches().size(); i++) {
      if (answer.outcomes().get(i) instanceof Admission.Duplicate(OptionalLong base)
          && base.isEmpty()) {
        wanted.put(file.batches().get(i), i);
      }
    }
    if (wanted.isEmpty()) {
      return answer;
    }
    List<Admission> outcomes = new ArrayList<>(answer.outcomes());
    Set<Integer> partIds = new HashSet<>();
    wanted.keySet().forEach(batch -> partIds.add(batch.partId()));
    for (int partId : partIds) {
      find(connection, partId, file.fileId(), wanted, outcomes);
    }
    return new Committed(answer.fileId(), answer.resent(), outcomes);
  }

  private static void find(
      Connection connection,
      int partId,
      long fileId,
      Map<LogBatch, Integer> wanted,
      List<Admission> outcomes)
      throws SQLException {
    long left = wanted.keySet().stream().filter(batch -> batch.partId() == partId).count();
    try (PreparedStatement read = connection.prepareStatement(BACKWARDS)) {
      read.setInt(1, partId);
      read.setLong(2, fileId);
      read.setFetchSize(SEGMENTS_AT_ONCE);
      try (ResultSet rows = read.executeQuery()) {
        while (left > 0 && rows.next()) {
          long base = rows.getLong("base_offset");
          for (LogBatch batch : BatchCodec.unpack(rows.getBytes("packed"))) {
            Integer place = wanted.get(batch);
            if (place != null) {
              outcomes.set(place, new Admission.Duplicate(OptionalLong.of(base)));
              left--;
            }
            base += batch.recordCount();
          }
        }
      }
    }
  }
}
