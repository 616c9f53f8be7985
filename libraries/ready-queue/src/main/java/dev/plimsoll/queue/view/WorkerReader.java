package dev.plimsoll.queue.view;

import dev.plimsoll.contracts.job.JobAssignment;
import dev.plimsoll.contracts.job.WorkerView;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Workers as they stand, and what is told them of their jobs. Thread-safe.
public final class WorkerReader {
  private final Transactions transactions;
  private final Duration lease;

  /// @param lease of each, for answers
  public WorkerReader(Transactions transactions, Duration lease) {
    this.transactions = transactions;
    this.lease = lease;
  }

  /// In the order of their registration.
  ///
  /// @param after the last worker of the page before; null for the first page
  public List<WorkerView> page(@Nullable Long after, int limit) throws SQLException {
    return transactions.snapshot(
        connection ->
            Sql.of(
                    connection,
                    """
                    SELECT w.worker_id, w.name, w.registered_at, w.lease_until, (
                      SELECT count(*) FROM job_claim c CROSS JOIN unnest(c.jobs) AS mine (job_id)
                      JOIN job_state s ON s.job_id = mine.job_id
                      WHERE c.worker_id = w.worker_id AND s.state = 'RUNNING'
                        AND s.claim_id = c.claim_id) AS running
                    FROM worker w WHERE w.worker_id > ? ORDER BY w.worker_id LIMIT ?
                    """,
                    after == null ? 0 : after,
                    limit)
                .list(
                    row ->
                        new WorkerView(
                            row.getLong("worker_id"),
                            row.getString("name"),
                            QueueJson.instant(row, "registered_at"),
                            QueueJson.instant(row, "lease_until"),
                            lease,
                            row.getInt("running"))));
  }

  /// Jobs with what is to be done, in their given order.
  public List<JobAssignment> assignments(List<ClaimedJob> claimed) throws SQLException {
    if (claimed.isEmpty()) {
      return List.of();
    }
    return transactions.snapshot(
        connection ->
            Sql.of(
                    connection,
                    """
                    SELECT g.job_id, g.claim_id, g.attempt, w.workflow_id, w.name AS workflow, j.name,
                      j.kind, j.payload, c.millicores, c.memory_bytes, c.gpus, c.disk_bytes,
                      c.runtime_s,
                      (SELECT count(*) FROM job_read r WHERE r.job_id = g.job_id) AS reads
                    FROM unnest(?, ?, ?) WITH ORDINALITY AS g (job_id, claim_id, attempt, place)
                    JOIN job j ON j.job_id = g.job_id
                    JOIN job_state s ON s.job_id = g.job_id
                    JOIN workflow w ON w.workflow_id = j.workflow_id
                    JOIN resource_class c ON c.class_id = abs(s.class_id)
                    ORDER BY g.place
                    """,
                    claimed.stream().mapToLong(ClaimedJob::job).toArray(),
                    claimed.stream().mapToLong(ClaimedJob::claim).toArray(),
                    claimed.stream().mapToInt(ClaimedJob::attempt).toArray())
                .list(
                    row -> {
                      Map<String, Object> payload = QueueJson.object(row.getString("payload"));
                      return new JobAssignment(
                          row.getLong("job_id"),
                          row.getLong("claim_id"),
                          row.getInt("attempt"),
                          row.getLong("workflow_id"),
                          row.getString("workflow"),
                          row.getString("name"),
                          row.getString("kind"),
                          payload == null ? Map.of() : payload,
                          QueueJson.needs(row),
                          row.getInt("reads"));
                    }));
  }
}
