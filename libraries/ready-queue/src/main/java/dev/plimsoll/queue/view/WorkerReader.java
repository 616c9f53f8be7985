package dev.plimsoll.queue.view;

import dev.plimsoll.contracts.job.JobAssignment;
import dev.plimsoll.contracts.job.WorkerView;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
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
                      SELECT count(*) FROM running_job r WHERE r.worker_id = w.worker_id) AS running
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
    Map<Long, ClaimedJob> byJob =
        claimed.stream().collect(Collectors.toMap(ClaimedJob::job, Function.identity()));
    return transactions.statements(
        connection ->
            Sql.of(
                    connection,
                    "SELECT * FROM job_assignments(?)",
                    (Object) claimed.stream().mapToLong(ClaimedJob::job).toArray())
                .list(row -> assignment(row, byJob)));
  }

  private static JobAssignment assignment(ResultSet row, Map<Long, ClaimedJob> byJob)
      throws SQLException {
    ClaimedJob job = Objects.requireNonNull(byJob.get(row.getLong("job_id")));
    Map<String, Object> payload = QueueJson.object(row.getString("payload"));
    return new JobAssignment(
        job.job(),
        job.claim(),
        job.attempt(),
        row.getLong("workflow_id"),
        row.getString("workflow"),
        row.getString("name"),
        row.getString("kind"),
        payload == null ? Map.of() : payload,
        QueueJson.needs(row),
        row.getInt("reads"));
  }
}
