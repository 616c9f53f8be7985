package dev.plimsoll.queue.claim;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Claims of ready jobs. One for all claimants of a process. Thread-safe.
///
/// A job is given to one worker at a time, and the jobs of a claim fit together into what is
/// free, under any number of claimants. What the worker's earlier jobs still take is the
/// worker's to know.
public final class Claims {
  private static final String FOREIGN_KEY_VIOLATION = "23503";

  private final Transactions transactions;
  private final Duration hold;
  private final DeletedRows deleted = new DeletedRows(System.nanoTime());

  /// @param hold how long a worker gets nothing else while it makes room for a starving class
  public Claims(Transactions transactions, Duration hold) {
    this.transactions = transactions;
    this.hold = hold;
  }

  /// The jobs that fit, which run from now on.
  ///
  /// @throws WorkerLostException where the worker is not registered any more
  /// @throws SQLException also when the outcome is unknown: see [#running]
  public List<ClaimedJob> claim(long worker, Offer offer) throws SQLException {
    DeletedRows.Known known = deleted.known(System.nanoTime());
    try {
      return transactions.statements(connection -> claim(connection, worker, offer, known));
    } catch (SQLException e) {
      if (FOREIGN_KEY_VIOLATION.equals(e.getSQLState())) {
        throw new WorkerLostException(worker);
      }
      throw e;
    }
  }

  /// In the caller's transaction, which holds the worker's row: the one of a worker that repeats.
  List<ClaimedJob> claim(Connection connection, long worker, Offer offer) throws SQLException {
    return claim(connection, worker, offer, deleted.known(System.nanoTime()));
  }

  private List<ClaimedJob> claim(
      Connection connection, long worker, Offer offer, DeletedRows.Known known)
      throws SQLException {
    Needs free = offer.free();
    Needs all = offer.all();
    // worker, lane, order, most; free: cores, memory, GPUs, disk, time; all: the same without time;
    // hold; deleted rows.
    List<Row> rows =
        Sql.of(
                connection,
                """
                SELECT claim_id, job_id, attempt, class_id, seq FROM claim_jobs(
                  ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, make_interval(secs => ?), ?, ?, ?)
                """,
                worker,
                offer.lane(),
                offer.order() == Offer.Order.GPUS_MEMORY_RUNTIME,
                offer.most(),
                (long) free.millicores(),
                free.memoryBytes(),
                (long) free.gpus(),
                free.diskBytes(),
                free.runtime().toSeconds(),
                (long) all.millicores(),
                all.memoryBytes(),
                (long) all.gpus(),
                all.diskBytes(),
                hold,
                known.classes(),
                known.rows(),
                known.look())
            .list(Row::of);
    return taken(known, rows);
  }

  private List<ClaimedJob> taken(DeletedRows.Known known, List<Row> rows) {
    List<ClaimedJob> jobs = new ArrayList<>(rows.size());
    Map<Integer, Long> last = new HashMap<>();
    List<Integer> empty = new ArrayList<>();
    long given = 0;
    for (Row row : rows) {
      if (row.job().claim() == 0) {
        empty.add(row.classId());
        given = row.seq();
      } else {
        jobs.add(row.job());
        last.merge(row.classId(), row.seq(), Math::max);
      }
    }
    deleted.learn(known, new DeletedRows.Seen(last, empty, given), System.nanoTime());
    return jobs;
  }

  /// @param job with 0 for its claim where the class had none
  private record Row(ClaimedJob job, int classId, long seq) {
    static Row of(ResultSet row) throws SQLException {
      ClaimedJob job =
          new ClaimedJob(row.getLong("job_id"), row.getLong("claim_id"), row.getInt("attempt"));
      return new Row(job, row.getInt("class_id"), row.getLong("seq"));
    }
  }

  /// All jobs that a worker has claimed and not ended: what it compares with what it runs after
  /// a [#claim] of unknown outcome.
  public List<ClaimedJob> running(long worker) throws SQLException {
    return transactions.statements(connection -> running(connection, worker));
  }

  static List<ClaimedJob> running(Connection connection, long worker) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT s.job_id, s.claim_id, s.attempt
            FROM job_claim c CROSS JOIN unnest(c.jobs) AS mine (job_id)
            JOIN job_state s ON s.job_id = mine.job_id
            WHERE c.worker_id = ? AND s.state = 'RUNNING' AND s.claim_id = c.claim_id
            ORDER BY s.job_id
            """,
            worker)
        .list(
            row ->
                new ClaimedJob(
                    row.getLong("job_id"), row.getLong("claim_id"), row.getInt("attempt")));
  }
}
