package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.KnownProducer;
import dev.plimsoll.offsetlog.identity.PartitionName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The facts of a partition in the log's own rows, to be held against its segments.
///
/// @param nextOffset high watermark
/// @param batches given offsets so far
/// @param bytes of them
/// @param youngestMicros of their records; 0 where there is none
/// @param producers that wrote last, by its own row
/// @param hasLogStart it has a row that says where it begins
/// @param logStart where it begins
/// @param hasPublication it has a row that says how far log.commits was published
/// @param publishedOffset how far log.commits was published
/// @param removed what retention has removed: it ends where the first segment begins
/// @param audited how far an earlier audit has come
record PartitionFacts(
    int partId,
    PartitionName name,
    boolean hasState,
    long nextOffset,
    long batches,
    long bytes,
    long youngestMicros,
    List<KnownProducer> producers,
    boolean hasLogStart,
    long logStart,
    boolean hasPublication,
    long publishedOffset,
    Audited removed,
    Audited audited) {

  private static final String READ =
      """
      SELECT p.part_id, p.topic, p.partition_number, s.part_id IS NOT NULL AS has_state,
        coalesce(s.next_offset, 0) AS next_offset, coalesce(s.batches, 0) AS batches,
        coalesce(s.bytes, 0) AS bytes, coalesce(s.youngest_micros, 0) AS youngest_micros,
        coalesce(s.producers, '') AS producers,
        f.part_id IS NOT NULL AS has_log_start, coalesce(f.log_start, 0) AS log_start,
        u.part_id IS NOT NULL AS has_publication, coalesce(u.next_offset, 0) AS published_offset,
        coalesce(f.removed_records, 0) AS removed_records,
        coalesce(f.removed_batches, 0) AS removed_batches,
        coalesce(f.removed_bytes, 0) AS removed_bytes,
        coalesce(a.audited_offset, 0) AS audited_offset,
        coalesce(a.batches, 0) AS audited_batches, coalesce(a.bytes, 0) AS audited_bytes,
        coalesce(a.youngest_micros, 0) AS audited_youngest
      FROM log_partition p
      LEFT JOIN partition_state s ON s.part_id = p.part_id
      LEFT JOIN partition_start f ON f.part_id = p.part_id
      LEFT JOIN publication u ON u.part_id = p.part_id
      LEFT JOIN audit_progress a ON a.part_id = p.part_id
      """;

  private static final String BY_PREFIX =
      READ + "WHERE starts_with(p.topic, ?) ORDER BY p.topic, p.partition_number LIMIT ?";

  /// Without those whose topic was deleted meanwhile: they have no name.
  private static final String BY_ID =
      READ + "WHERE p.part_id = ANY (?) AND p.topic IS NOT NULL ORDER BY p.part_id";

  /// @param most that there is room for
  /// @throws PlimsollException REQUEST_TOO_LARGE where there are more
  static List<PartitionFacts> ofTopics(Connection connection, String topicPrefix, int most)
      throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(BY_PREFIX)) {
      read.setString(1, topicPrefix);
      read.setLong(2, most + 1L);
      List<PartitionFacts> facts = rows(read);
      if (facts.size() > most) {
        throw new PlimsollException(
            ErrorCode.REQUEST_TOO_LARGE,
            "more than the %d partitions that there is memory for at once: give a topicPrefix that fits fewer, or the service more heap"
                .formatted(most));
      }
      return facts;
    }
  }

  static List<PartitionFacts> of(Connection connection, int[] partIds) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(BY_ID)) {
      read.setObject(1, partIds);
      return rows(read);
    }
  }

  private static List<PartitionFacts> rows(PreparedStatement read) throws SQLException {
    List<PartitionFacts> facts = new ArrayList<>();
    try (ResultSet rows = read.executeQuery()) {
      while (rows.next()) {
        facts.add(
            new PartitionFacts(
                rows.getInt("part_id"),
                new PartitionName(rows.getString("topic"), rows.getInt("partition_number")),
                rows.getBoolean("has_state"),
                rows.getLong("next_offset"),
                rows.getLong("batches"),
                rows.getLong("bytes"),
                rows.getLong("youngest_micros"),
                KnownProducer.inRow(rows.getBytes("producers")),
                rows.getBoolean("has_log_start"),
                rows.getLong("log_start"),
                rows.getBoolean("has_publication"),
                rows.getLong("published_offset"),
                new Audited(
                    rows.getLong("removed_records"),
                    rows.getLong("removed_batches"),
                    rows.getLong("removed_bytes"),
                    rows.getLong("removed_records") == 0 ? 0 : Audited.UNKNOWN),
                new Audited(
                    rows.getLong("audited_offset"),
                    rows.getLong("audited_batches"),
                    rows.getLong("audited_bytes"),
                    rows.getLong("audited_youngest"))));
      }
    }
    return facts;
  }

  /// Where an audit goes on that an earlier one began: what was removed meanwhile is not there.
  Audited next() {
    return audited.offset() < removed.offset() ? removed : audited;
  }
}
