package dev.plimsoll.queue.upkeep;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.completion.Cancellations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Jobs whose time has come: to be tried again, or not to begin any more. Thread-safe, and for
/// any number of processes.
public final class DueJobs {
  private static final int SLICE = 1_000;

  private final Transactions transactions;

  public DueJobs(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Queues the jobs whose pause is over. At most a thousand.
  ///
  /// @return how many
  public int queue() throws SQLException {
    return transactions.run(
        connection ->
            Sql.of(
                    connection,
                    """
                    WITH due AS (
                      DELETE FROM job_later WHERE (due_at, job_id) IN (
                        SELECT due_at, job_id FROM job_later WHERE due_at <= now()
                        ORDER BY due_at, job_id LIMIT ? FOR UPDATE SKIP LOCKED)
                      RETURNING job_id
                    ), queued AS (
                      UPDATE job_state s SET state = 'READY', seq = nextval('ready_seq'), since = now()
                      FROM due WHERE s.job_id = due.job_id AND s.state = 'LATER'
                      RETURNING s.class_id, s.seq, s.job_id
                    )
                    INSERT INTO ready (class_id, seq, job_id) SELECT class_id, seq, job_id FROM queued
                    """,
                    SLICE)
                .update());
  }

  /// Cancels the jobs that have not begun by their deadline; looks at a thousand at most. A
  /// workflow that is tried again runs its jobs whatever their deadlines were.
  ///
  /// @return how many
  public int expire() throws SQLException {
    return transactions.run(DueJobs::expire);
  }

  private static int expire(Connection connection) throws SQLException {
    List<Long> late =
        Sql.of(
                connection,
                """
                DELETE FROM job_deadline WHERE (due_at, job_id) IN (
                  SELECT due_at, job_id FROM job_deadline WHERE due_at <= now()
                  ORDER BY due_at, job_id LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING job_id
                """,
                SLICE)
            .list(row -> row.getLong("job_id"));
    return Cancellations.cancelWaiting(connection, late, "it had not begun by its deadline");
  }
}
