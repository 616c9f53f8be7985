package dev.plimsoll.planner.work;

import dev.plimsoll.contracts.job.JobOrderView;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.queue.claim.ClaimedJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows of orders. In the caller's transaction. What a claim writes is refused where the job is
/// another's by now.
public final class JobOrders {
  private static final String COLUMNS =
      """
      SELECT o.job_id, j.workflow_id, j.kind, j.payload, w.asked_by, o.key, o.reference, o.own,
        o.asked, o.again, o.detail
      FROM job_order o JOIN job j ON j.job_id = o.job_id
      JOIN workflow w ON w.workflow_id = j.workflow_id
      """;

  // Job, claim. Waits for whoever ends the job just now, who waits for nobody then.
  private static final String MINE =
      """
      SELECT s.job_id, s.claim_id FROM job_state s
      WHERE s.job_id = ? AND s.state = 'RUNNING' AND s.claim_id = ? FOR NO KEY UPDATE
      """;

  // Of a job that shows a build, the build with its phase.
  private static final String VIEW =
      """
      SELECT reference, detail FROM job_order WHERE job_id = ?
      UNION ALL
      SELECT b.id, b.phase FROM build_job j JOIN builds b ON b.id = j.build_id WHERE j.job_id = ?
      """;

  private static final String RUNS =
      "SELECT FROM job_state WHERE job_id = ? AND state = 'RUNNING' AND claim_id = ?";

  private static final String TAKE =
      "WITH mine AS ("
          + MINE
          + """
          )
          INSERT INTO job_order AS o (job_id, claim_id) SELECT job_id, claim_id FROM mine
          ON CONFLICT (job_id) DO UPDATE SET claim_id = excluded.claim_id, state = 'OPEN',
            again = o.again OR o.state <> 'OPEN'
          """;

  private static final String REFER = ofMine("reference = ?, own = ?, asked = true");
  private static final String ASKED = ofMine("asked = true");
  private static final String NOT_AGAIN = ofMine("again = false");

  private static final String SAY =
      "UPDATE job_order SET detail = ? WHERE job_id = ? AND claim_id = ? AND detail <> ?";

  // Job of the same workflow, whose name is given.
  private static final String REFERENCE_OF =
      """
      SELECT o.reference FROM job j JOIN job_order o ON o.job_id = j.job_id
      WHERE j.workflow_id = ? AND j.name = ? AND j.kind = 'extract' AND o.reference IS NOT NULL
      """;

  private static final String OVER =
      """
      SELECT o.job_id, s.state = 'DONE' AS done FROM job_order o
      JOIN job_state s ON s.job_id = o.job_id
      WHERE o.state <> 'OVER' AND s.state IN ('DONE', 'FAILED', 'CANCELED')
      ORDER BY o.job_id
      """;

  // A retry of the job waits for this, or this for the retry.
  private static final String STOP =
      """
      WITH over AS (
        SELECT job_id FROM job_state WHERE job_id = ? AND state IN ('FAILED', 'CANCELED') FOR SHARE
      )
      UPDATE job_order o SET state = 'STOPPING' FROM over
      WHERE o.job_id = over.job_id AND o.state <> 'OVER'
      """;

  private static final String STOPPED =
      "UPDATE job_order SET state = 'OVER' WHERE job_id = ? AND state = 'STOPPING'";

  private static final String DONE =
      """
      UPDATE job_order o SET state = 'OVER' FROM job_state s
      WHERE o.job_id = ? AND s.job_id = o.job_id AND s.state = 'DONE'
      """;

  private static final String FORGET =
      """
      DELETE FROM job_order WHERE job_id IN (
        SELECT o.job_id FROM job_order o
        WHERE NOT EXISTS (SELECT FROM job j WHERE j.job_id = o.job_id)
        ORDER BY o.job_id LIMIT 10000 FOR UPDATE SKIP LOCKED)
      """;

  private static final String WRITES = "SELECT name FROM job_datum WHERE writer_id = ?";

  private JobOrders() {}

  /// Update of the order of a job that the claim runs. Job and claim are its first parameters.
  private static String ofMine(String changes) {
    return "WITH mine AS ("
        + MINE
        + ") UPDATE job_order o SET "
        + changes
        + " FROM mine WHERE o.job_id = mine.job_id AND o.claim_id = mine.claim_id";
  }

  /// Order of the job, for whoever shows it.
  public static Optional<JobOrderView> view(Connection connection, long job) throws SQLException {
    return Sql.of(connection, VIEW, job, job)
        .first(
            row ->
                new JobOrderView(row.getObject("reference", UUID.class), row.getString("detail")));
  }

  static Optional<JobOrder> read(Connection connection, long job) throws SQLException {
    return Sql.of(connection, COLUMNS + " WHERE o.job_id = ?", job).first(JobOrder::of);
  }

  /// The job's order, from now on this claim's.
  ///
  /// @return whether the claim runs the job
  static boolean take(Connection connection, ClaimedJob job) throws SQLException {
    return Sql.of(connection, TAKE, job.job(), job.claim()).updateAny();
  }

  /// What it has set going. Not repeatable: it is the one.
  static boolean refer(Connection connection, ClaimedJob job, UUID reference, boolean own)
      throws SQLException {
    return Sql.of(connection, REFER, job.job(), job.claim(), reference, own).updateAny();
  }

  /// That another service is asked from now on.
  static boolean asked(Connection connection, ClaimedJob job) throws SQLException {
    return Sql.of(connection, ASKED, job.job(), job.claim()).updateAny();
  }

  static boolean triedAgain(Connection connection, ClaimedJob job) throws SQLException {
    return Sql.of(connection, NOT_AGAIN, job.job(), job.claim()).updateAny();
  }

  static boolean runs(Connection connection, ClaimedJob job) throws SQLException {
    return Sql.of(connection, RUNS, job.job(), job.claim()).exists();
  }

  static boolean say(Connection connection, ClaimedJob job, String detail) throws SQLException {
    return Sql.of(connection, SAY, detail, job.job(), job.claim(), detail).updateAny();
  }

  /// The extract of a job of this workflow.
  static Optional<UUID> extractOf(Connection connection, long workflow, String job)
      throws SQLException {
    return Sql.of(connection, REFERENCE_OF, workflow, job)
        .first(row -> row.getObject("reference", UUID.class));
  }

  /// @param done nothing of it goes on
  record OfEnded(long job, boolean done) {}

  /// Orders whose jobs are over. All of them: any limit could be full of such that cannot be
  /// canceled.
  static List<OfEnded> ofEnded(Connection connection) throws SQLException {
    return Sql.of(connection, OVER)
        .list(row -> new OfEnded(row.getLong("job_id"), row.getBoolean("done")));
  }

  /// @return whether its job is over, and was not done
  static boolean stop(Connection connection, long job) throws SQLException {
    return Sql.of(connection, STOP, job).updateAny();
  }

  static boolean stopped(Connection connection, long job) throws SQLException {
    return Sql.of(connection, STOPPED, job).updateAny();
  }

  static boolean done(Connection connection, long job) throws SQLException {
    return Sql.of(connection, DONE, job).updateAny();
  }

  /// @return how many
  static int forget(Connection connection) throws SQLException {
    return Sql.of(connection, FORGET).update();
  }

  /// Names of the data that a job writes.
  static List<String> writes(Connection connection, long job) throws SQLException {
    return Sql.of(connection, WRITES, job).list(row -> row.getString("name"));
  }
}
