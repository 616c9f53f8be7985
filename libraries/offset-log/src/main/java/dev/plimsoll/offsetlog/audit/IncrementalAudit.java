package dev.plimsoll.offsetlog.audit;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;

import dev.plimsoll.contracts.log.LogAudit.CountedFindings;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Audit of what no audit has read yet. A partition's mark only moves over correct batches, so
/// errors are found again until repaired. Each step has a short snapshot of its own.
public final class IncrementalAudit {
  private static final String LAGGING =
      """
      SELECT s.part_id FROM partition_state s
      LEFT JOIN audit_progress a ON a.part_id = s.part_id
      WHERE s.next_offset <> coalesce(a.audited_offset, 0)
      ORDER BY a.audited_at NULLS FIRST, s.part_id
      """;
  private static final String REMEMBER =
      """
      INSERT INTO audit_progress AS a (part_id, audited_offset, batches, bytes, youngest_micros)
      SELECT w.* FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
        AS w (part_id, audited_offset, batches, bytes, youngest_micros)
      WHERE EXISTS (SELECT FROM log_partition p WHERE p.part_id = w.part_id)
      ORDER BY w.part_id
      ON CONFLICT (part_id) DO UPDATE
      SET audited_offset = excluded.audited_offset, batches = excluded.batches,
        bytes = excluded.bytes, youngest_micros = excluded.youngest_micros, audited_at = now()
      WHERE a.audited_offset < excluded.audited_offset
      """;
  private static final String LAG =
      """
      SELECT coalesce(sum(greatest(s.next_offset - coalesce(a.audited_offset, 0), 0)), 0)::bigint
      FROM partition_state s LEFT JOIN audit_progress a ON a.part_id = s.part_id
      """;

  private static final int PARTITIONS_AT_ONCE = 64;
  private static final int SEGMENTS_OF_A_PARTITION = 50;

  /// The result of an audit.
  ///
  /// @param batches that it read
  /// @param lagRecords with offsets that are not audited yet
  public record Outcome(long batches, long lagRecords, CountedFindings findings) {}

  private final Transactions transactions;

  public IncrementalAudit(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Audits until it has caught up, its time is over or its thread is interrupted.
  ///
  /// @param atMost time; one step may exceed it
  public Outcome run(Duration atMost) throws SQLException {
    long end = System.nanoTime() + atMost.toNanos();
    List<Integer> partIds =
        transactions.run(
            connection -> Sql.of(connection, LAGGING).list(row -> row.getInt("part_id")));
    Deque<Integer> lagging = new ArrayDeque<>(partIds);
    AuditFindings findings = new AuditFindings();
    long batches = 0;
    while (!lagging.isEmpty()
        && System.nanoTime() < end
        && !Thread.currentThread().isInterrupted()) {
      int[] some = new int[Math.min(lagging.size(), PARTITIONS_AT_ONCE)];
      for (int i = 0; i < some.length; i++) {
        some[i] = lagging.remove();
      }
      List<PartitionWalk> walks = transactions.snapshot(connection -> walk(connection, some));
      List<PartitionWalk> right = new ArrayList<>();
      for (PartitionWalk walk : walks) {
        findings.addAll(walk.findings);
        batches += walk.audited().batches() - walk.from.batches();
        if (walk.findings.isEmpty()) {
          right.add(walk);
          if (walk.segments() == SEGMENTS_OF_A_PARTITION) {
            lagging.add(walk.facts.partId());
          }
        }
      }
      transactions.run(connection -> remember(connection, right));
    }
    long lag = transactions.run(connection -> Sql.of(connection, LAG).one(row -> row.getLong(1)));
    return new Outcome(batches, lag, findings.counted());
  }

  private static List<PartitionWalk> walk(Connection connection, int[] partIds)
      throws SQLException {
    List<PartitionWalk> walks = new ArrayList<>();
    Map<Integer, Long> from = new LinkedHashMap<>();
    for (PartitionFacts facts : PartitionFacts.of(connection, partIds)) {
      walks.add(new PartitionWalk(facts, facts.next()));
      from.put(facts.partId(), facts.next().offset());
    }
    new SegmentScan(connection, walks, _ -> {}).run(from, SEGMENTS_OF_A_PARTITION);
    List<PartitionWalk> ended =
        walks.stream().filter(walk -> walk.segments() < SEGMENTS_OF_A_PARTITION).toList();
    ended.forEach(PartitionWalk::close);
    ProducerCheck.check(connection, ended);
    return walks;
  }

  private static int remember(Connection connection, List<PartitionWalk> right)
      throws SQLException {
    if (right.isEmpty()) {
      return 0;
    }
    return Sql.of(
            connection,
            REMEMBER,
            ints(right, walk -> walk.facts.partId()),
            longs(right, walk -> walk.audited().offset()),
            longs(right, walk -> walk.audited().batches()),
            longs(right, walk -> walk.audited().bytes()),
            longs(right, walk -> walk.audited().youngestMicros()))
        .update();
  }
}
