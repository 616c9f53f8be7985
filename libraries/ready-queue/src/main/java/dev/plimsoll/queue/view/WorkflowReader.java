package dev.plimsoll.queue.view;

import dev.plimsoll.contracts.job.WorkflowEvent;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.job.WorkflowView.JobCounts;
import dev.plimsoll.contracts.job.WorkflowView.State;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Workflows as they stand. Thread-safe.
///
/// Cost: of each open workflow all its jobs' states are counted (some 0.3 s for a million);
/// those of one that has ended were counted at its end.
public final class WorkflowReader {
  private final Transactions transactions;

  public WorkflowReader(Transactions transactions) {
    this.transactions = transactions;
  }

  /// @throws PlimsollException NOT_FOUND
  public WorkflowView known(long workflow) throws SQLException {
    return transactions.snapshot(connection -> known(connection, workflow));
  }

  static WorkflowView known(Connection connection, long workflow) throws SQLException {
    return rows(connection, workflow - 1, workflow, null, null, 1).stream()
        .findFirst()
        .orElseThrow(() -> PlimsollException.notFound("there is no workflow " + workflow));
  }

  /// The newest first.
  ///
  /// @param open those alone that have ended or not; null for any
  /// @param automatic those alone that nobody has asked for, or that somebody has; null for any
  /// @param after the last workflow of the page before; null for the first page
  public List<WorkflowView> page(
      @Nullable Boolean open, @Nullable Boolean automatic, @Nullable Long after, int limit)
      throws SQLException {
    long below = after == null ? Long.MAX_VALUE : after;
    return transactions.snapshot(
        connection -> rows(connection, 0, below - 1, open, automatic, limit));
  }

  private static List<WorkflowView> rows(
      Connection connection,
      long above,
      long upTo,
      @Nullable Boolean open,
      @Nullable Boolean automatic,
      int limit)
      throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT w.workflow_id, w.name, w.state, w.asked_by, w.paused_by, w.canceling, w.created_at,
              w.ended_at, w.first_job, w.jobs, w.done_jobs, w.failed_jobs
            FROM workflow w
            WHERE w.workflow_id > ? AND w.workflow_id <= ?
              AND coalesce((w.ended_at IS NULL) = ?::boolean, true)
              AND coalesce(w.automatic = ?::boolean, true)
            ORDER BY w.workflow_id DESC LIMIT ?
            """,
            above,
            upTo,
            open,
            automatic,
            limit)
        .list(row -> view(connection, row));
  }

  private static WorkflowView view(Connection connection, ResultSet row) throws SQLException {
    boolean ended = row.getObject("ended_at") != null;
    int total = row.getInt("jobs");
    int done = row.getInt("done_jobs");
    int failed = row.getInt("failed_jobs");
    JobCounts counts =
        ended
            ? new JobCounts(total, 0, 0, 0, 0, done, failed, total - done - failed)
            : counts(connection, row.getLong("first_job"), total);
    String state =
        ended
            ? row.getString("state")
            : row.getString("canceling") != null
                ? State.CANCELING.name()
                : row.getString("paused_by") != null ? State.PAUSED.name() : State.RUNNING.name();
    return new WorkflowView(
        row.getLong("workflow_id"),
        row.getString("name"),
        OpenEnum.of(State.valueOf(state)),
        row.getString("asked_by"),
        row.getString("paused_by"),
        QueueJson.instant(row, "created_at"),
        QueueJson.nullableInstant(row, "ended_at"),
        counts);
  }

  private static JobCounts counts(Connection connection, long first, int total)
      throws SQLException {
    Map<String, Integer> byState =
        Sql.of(
                connection,
                """
                SELECT state, count(*) AS jobs FROM job_state WHERE job_id >= ? AND job_id < ?
                GROUP BY state
                """,
                first,
                first + total)
            .map(row -> row.getString("state"), row -> row.getInt("jobs"));
    return new JobCounts(
        total,
        byState.getOrDefault("BLOCKED", 0),
        byState.getOrDefault("READY", 0),
        byState.getOrDefault("RUNNING", 0),
        byState.getOrDefault("LATER", 0),
        byState.getOrDefault("DONE", 0),
        byState.getOrDefault("FAILED", 0),
        byState.getOrDefault("CANCELED", 0));
  }

  /// The latest first.
  ///
  /// @param kind null for any
  /// @param after the last event of the page before; null for the first page
  /// @throws PlimsollException NOT_FOUND
  public List<WorkflowEvent> events(
      long workflow, @Nullable String kind, @Nullable Long after, int limit) throws SQLException {
    return transactions.snapshot(
        connection -> {
          boolean there =
              Sql.of(connection, "SELECT FROM workflow WHERE workflow_id = ?", workflow).exists();
          if (!there) {
            throw PlimsollException.notFound("there is no workflow " + workflow);
          }
          return Sql.of(
                  connection,
                  """
                  SELECT e.event_id, e.job_id, j.name, e.kind, e.message, e.at
                  FROM workflow_event e LEFT JOIN job j ON j.job_id = e.job_id
                  WHERE e.workflow_id = ? AND e.event_id < ? AND coalesce(e.kind = ?, true)
                  ORDER BY e.event_id DESC LIMIT ?
                  """,
                  workflow,
                  after == null ? Long.MAX_VALUE : after,
                  kind,
                  limit)
              .list(
                  row ->
                      new WorkflowEvent(
                          row.getLong("event_id"),
                          QueueJson.nullableLong(row, "job_id"),
                          row.getString("name"),
                          row.getString("kind"),
                          row.getString("message"),
                          QueueJson.instant(row, "at")));
        });
  }
}
