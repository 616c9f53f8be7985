package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.KnownProducer;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/// A partition by the log's own rows, to compare with its segments.
///
/// @param hasState whether it has a row of `partition_state`
/// @param given totals up to the high watermark; 0 without a row
/// @param producers the last writers, by its own row
/// @param logStart empty without a row
/// @param published offset up to which log.commits is published; empty without a row
/// @param removed totals that retention removed, up to the first segment
/// @param audited totals up to the end of the last audit
record PartitionFacts(
    int partId,
    PartitionName name,
    boolean hasState,
    Totals given,
    List<KnownProducer> producers,
    OptionalLong logStart,
    OptionalLong published,
    Totals removed,
    Totals audited) {

  /// Totals of a partition's batches below an offset, removed or not.
  ///
  /// @param youngestMicros of their records; 0 for none, [#UNKNOWN] if removed
  record Totals(long offset, long batches, long bytes, long youngestMicros) {
    static final long UNKNOWN = Long.MIN_VALUE;
  }

  private static final String READ =
      """
      SELECT p.part_id, p.topic, p.partition_number, s.part_id IS NOT NULL AS has_state,
        coalesce(s.next_offset, 0) AS next_offset, coalesce(s.batches, 0) AS batches,
        coalesce(s.bytes, 0) AS bytes, coalesce(s.youngest_micros, 0) AS youngest_micros,
        coalesce(s.producers, '') AS producers, f.log_start, u.next_offset AS published_offset,
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

  /// Without partitions of deleted topics: they have no name.
  private static final String BY_ID =
      READ + "WHERE p.part_id = ANY (?) AND p.topic IS NOT NULL ORDER BY p.part_id";

  /// @throws PlimsollException REQUEST_TOO_LARGE for more than `most`
  static List<PartitionFacts> ofTopics(Connection connection, String topicPrefix, int most)
      throws SQLException {
    List<PartitionFacts> facts =
        Sql.of(connection, BY_PREFIX, topicPrefix, most + 1L).list(PartitionFacts::of);
    if (facts.size() > most) {
      throw new PlimsollException(
          ErrorCode.REQUEST_TOO_LARGE,
          "more than the %d partitions that there is memory for at once: give a topicPrefix that fits fewer, or the service more heap"
              .formatted(most));
    }
    return facts;
  }

  static List<PartitionFacts> of(Connection connection, int[] partIds) throws SQLException {
    return Sql.of(connection, BY_ID, partIds).list(PartitionFacts::of);
  }

  private static PartitionFacts of(ResultSet row) throws SQLException {
    long removed = row.getLong("removed_records");
    return new PartitionFacts(
        row.getInt("part_id"),
        PartitionName.inRow(row),
        row.getBoolean("has_state"),
        new Totals(
            row.getLong("next_offset"),
            row.getLong("batches"),
            row.getLong("bytes"),
            row.getLong("youngest_micros")),
        KnownProducer.inRow(row.getBytes("producers")),
        offset(row, "log_start"),
        offset(row, "published_offset"),
        new Totals(
            removed,
            row.getLong("removed_batches"),
            row.getLong("removed_bytes"),
            removed == 0 ? 0 : Totals.UNKNOWN),
        new Totals(
            row.getLong("audited_offset"),
            row.getLong("audited_batches"),
            row.getLong("audited_bytes"),
            row.getLong("audited_youngest")));
  }

  private static OptionalLong offset(ResultSet row, String column) throws SQLException {
    long offset = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /// High watermark.
  long nextOffset() {
    return given.offset();
  }

  /// Where the next audit begins: behind what was removed meanwhile.
  Totals next() {
    return audited.offset() < removed.offset() ? removed : audited;
  }
}
