package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogAudit.PartitionAudit;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Audit of the log, in one snapshot for its whole time. Changes nothing.
public final class Auditor {
  /// Heap bytes of a partition's audit: a generous guess.
  private static final long BYTES_OF_PARTITION = 2_048;

  /// A topic's most partitions always fit.
  private static final int ALWAYS = 100_000;

  /// Partitions for half of the heap, 100,000 at least.
  public static final int MOST =
      Math.clamp(
          Runtime.getRuntime().maxMemory() / 2 / BYTES_OF_PARTITION, ALWAYS, Integer.MAX_VALUE);

  private final Transactions transactions;
  private final int most;

  /// @param most partitions of one audit, as [#MOST]
  public Auditor(Transactions transactions, int most) {
    this.transactions = transactions;
    this.most = most;
  }

  /// Reads everything.
  ///
  /// @param topicPrefix of the log topics; empty for all
  /// @throws PlimsollException REQUEST_TOO_LARGE for more partitions than memory
  public LogAudit audit(String topicPrefix) throws SQLException {
    return audit(topicPrefix, true);
  }

  /// @param full whether to read everything, with file references where all topics are read; else
  ///     what [IncrementalAudit] has not read yet
  public LogAudit audit(String topicPrefix, boolean full) throws SQLException {
    return transactions.snapshot(connection -> audit(connection, topicPrefix, full));
  }

  private LogAudit audit(Connection connection, String topicPrefix, boolean full)
      throws SQLException {
    Map<Integer, PartitionWalk> walks = new LinkedHashMap<>();
    for (PartitionFacts facts : PartitionFacts.ofTopics(connection, topicPrefix, most)) {
      walks.put(facts.partId(), new PartitionWalk(facts, full ? facts.removed() : facts.next()));
    }
    ReferenceSums sums = new ReferenceSums();
    Consumer<LogBatch> refers = batch -> sums.add(batch.fileId(), 1);
    scan(connection, walks.values(), full, refers);
    walks.values().forEach(PartitionWalk::close);
    ProducerCheck.check(connection, walks.values());
    AuditFindings findings = new AuditFindings();
    walks.values().forEach(walk -> findings.addAll(walk.findings));
    AtomicLong pending = new AtomicLong();
    References.waiting(
        connection,
        batch -> {
          refers.accept(batch);
          if (walks.containsKey(batch.partId())) {
            pending.incrementAndGet();
          }
        });
    if (full && topicPrefix.isEmpty()) {
      References.ofDeletedTopics(connection, refers);
      References.check(connection, sums, findings);
      References.checkNames(connection, findings);
    }
    return total(walks.values(), pending.get(), full, findings);
  }

  private static void scan(
      Connection connection,
      Collection<PartitionWalk> walks,
      boolean full,
      Consumer<LogBatch> refers)
      throws SQLException {
    Map<Integer, Long> from = new LinkedHashMap<>();
    for (PartitionWalk walk : walks) {
      PartitionFacts facts = walk.facts;
      if (full) {
        // Also what lies below the log start offset.
        from.put(facts.partId(), 0L);
      } else if (facts.nextOffset() != facts.next().offset()) {
        from.put(facts.partId(), facts.next().offset());
      }
    }
    new SegmentScan(connection, walks, refers).run(from, Integer.MAX_VALUE);
  }

  private static LogAudit total(
      Collection<PartitionWalk> walks, long pending, boolean full, AuditFindings findings) {
    List<PartitionAudit> details = walks.stream().map(PartitionWalk::result).toList();
    return new LogAudit(
        details.size(),
        details.stream().mapToLong(PartitionAudit::batches).sum(),
        details.stream().mapToLong(PartitionAudit::records).sum(),
        details.stream().mapToLong(PartitionAudit::gaps).sum(),
        details.stream().mapToLong(PartitionAudit::overlaps).sum(),
        pending,
        details,
        full,
        findings.counted());
  }
}
