package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogAudit.PartitionAudit;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Reads every batch of the log again.
public final class Auditor {
  /// One statement, so one snapshot. Segments are unpacked into batches; each batch covers [base,
  /// base + n), a batch that has lost its object covers nothing. Along a partition, what lies
  /// between the furthest end so far and the next base is a gap, what lies below that end an
  /// overlap. The high watermark closes the partition: offsets below it that nothing covers are a
  /// gap, offsets above it that something covers will be given again and are an overlap. A segment
  /// whose key is not the end of its batches would not be found by its offsets: the difference
  /// counts likewise.
  private static final String AUDIT =
      """
      WITH parts AS (
        SELECT p.part_id, p.topic, p.partition_number, s.next_offset
        FROM log_partition p LEFT JOIN partition_state s ON s.part_id = p.part_id
        WHERE starts_with(p.topic, ?)
      ), batches AS (
        SELECT g.part_id, g.last_offset, b.place, b.record_count,
          b.object_key IS NOT NULL AND b.record_count > 0 AS covers,
          g.base_offset + (sum(coalesce(b.record_count, 0)) OVER (
            PARTITION BY g.part_id, g.last_offset ORDER BY b.place)) AS end_offset
        FROM parts p
        JOIN segment g ON g.part_id = p.part_id
        CROSS JOIN LATERAL ROWS FROM (unnest(g.record_counts), unnest(g.object_keys))
          WITH ORDINALITY AS b (record_count, object_key, place)
      ), placed AS (
        SELECT part_id, end_offset, record_count, end_offset - record_count AS base_offset,
          coalesce(max(end_offset) OVER (
            PARTITION BY part_id ORDER BY end_offset - record_count, last_offset, place
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS furthest
        FROM batches WHERE covers
      ), covered AS (
        SELECT part_id, count(*) AS batches, sum(record_count) AS records, max(end_offset) AS furthest,
          sum(greatest(base_offset - furthest, 0)) AS gaps,
          sum(greatest(least(end_offset, furthest) - base_offset, 0)) AS overlaps
        FROM placed GROUP BY part_id
      ), misplaced AS (
        SELECT part_id, sum(greatest(last_offset + 1 - end_offset, 0)) AS gaps,
          sum(greatest(end_offset - last_offset - 1, 0)) AS overlaps
        FROM (SELECT part_id, last_offset, max(end_offset) AS end_offset
              FROM batches GROUP BY part_id, last_offset) ends
        GROUP BY part_id
      ), waiting AS (
        SELECT p.part_id, count(*) AS batches
        FROM manifest m CROSS JOIN LATERAL unnest(m.part_ids) AS w (part_id)
        JOIN parts p ON p.part_id = w.part_id GROUP BY p.part_id
      )
      SELECT p.topic, p.partition_number, coalesce(p.next_offset, 0) AS next_offset,
        coalesce(c.batches, 0) AS batches, coalesce(c.records, 0)::bigint AS records,
        (coalesce(c.gaps, 0) + coalesce(m.gaps, 0)
          + greatest(coalesce(p.next_offset, 0) - coalesce(c.furthest, 0), 0))::bigint AS gaps,
        (coalesce(c.overlaps, 0) + coalesce(m.overlaps, 0)
          + greatest(coalesce(c.furthest, 0) - coalesce(p.next_offset, 0), 0))::bigint AS overlaps,
        coalesce(w.batches, 0)::bigint AS pending_batches
      FROM parts p
      LEFT JOIN covered c ON c.part_id = p.part_id
      LEFT JOIN misplaced m ON m.part_id = p.part_id
      LEFT JOIN waiting w ON w.part_id = p.part_id
      ORDER BY p.topic, p.partition_number
      """;

  /// Reading everything takes as long as it takes.
  private static final String WITHOUT_LIMIT = "SET LOCAL statement_timeout = 0";

  private final Transactions transactions;

  public Auditor(Transactions transactions) {
    this.transactions = transactions;
  }

  /// @param topicPrefix of the log topics to read; empty for all
  public LogAudit audit(String topicPrefix) throws SQLException {
    return transactions.run(
        connection -> {
          try (Statement limit = connection.createStatement()) {
            limit.execute(WITHOUT_LIMIT);
          }
          try (PreparedStatement audit = connection.prepareStatement(AUDIT)) {
            audit.setString(1, topicPrefix);
            try (ResultSet rows = audit.executeQuery()) {
              List<PartitionAudit> details = new ArrayList<>();
              long pending = 0;
              while (rows.next()) {
                details.add(
                    new PartitionAudit(
                        rows.getString("topic"),
                        rows.getInt("partition_number"),
                        rows.getLong("next_offset"),
                        rows.getLong("batches"),
                        rows.getLong("records"),
                        rows.getLong("gaps"),
                        rows.getLong("overlaps")));
                pending += rows.getLong("pending_batches");
              }
              return total(details, pending);
            }
          }
        });
  }

  private static LogAudit total(List<PartitionAudit> details, long pending) {
    return new LogAudit(
        details.size(),
        details.stream().mapToLong(PartitionAudit::batches).sum(),
        details.stream().mapToLong(PartitionAudit::records).sum(),
        details.stream().mapToLong(PartitionAudit::gaps).sum(),
        details.stream().mapToLong(PartitionAudit::overlaps).sum(),
        pending,
        List.copyOf(details));
  }
}
