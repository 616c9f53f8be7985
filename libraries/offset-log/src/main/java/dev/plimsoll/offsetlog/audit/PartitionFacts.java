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

/// The facts of a partition in the log's own rows, to be held against its segments.
///
/// @param hasState whether it has a row of `partition_state`
/// @param given all that got offsets, up to the high watermark; 0 without a row
/// @param producers that wrote last, by its own row
/// @param logStart where it begins; empty without a row
/// @param published how far log.commits was published; empty without a row
/// @param removed what retention has removed: it ends where the first segment begins
/// @param audited how far an earlier audit has come
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
  /// @param youngestMicros of their records; 0 where there is none, [#UNKNOWN] where they were
  ///     removed
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

  /// Without those whose topic was deleted meanwhile: they have no name.
  private static final String BY_ID =
      READ + "WHERE p.part_id = ANY (?) AND p.topic IS NOT NULL ORDER BY p.part_id";

  /// @param most that there is room for
  /// @throws PlimsollException REQUEST_TOO_LARGE where there are more
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
        new PartitionName(row.getString("topic"), row.getInt("partition_number")),
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

  /// Where an audit goes on that an earlier one began: what was removed meanwhile is not there.
  Totals next() {
    return audited.offset() < removed.offset() ? removed : audited;
  }
}
