package dev.plimsoll.queue.view;

import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobDetail.Attempt;
import dev.plimsoll.contracts.job.JobDetail.Datum;
import dev.plimsoll.contracts.job.JobDetail.Neighbour;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.JobView.State;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Jobs as they stand. Thread-safe.
public final class JobReader {
  private static final int MOST_OF_ONE = 100;

  private final Transactions transactions;

  public JobReader(Transactions transactions) {
    this.transactions = transactions;
  }

  /// What jobs of a workflow are listed; null for any.
  public record Filter(@Nullable State state, @Nullable String name) {}

  /// In the order in which they were given. Cost: where few are of the state asked for, all jobs of
  /// the workflow are read; no index follows the state.
  ///
  /// @param after the last job of the page before; null for the first page
  /// @throws PlimsollException NOT_FOUND for the workflow
  public List<JobView> page(long workflow, Filter filter, @Nullable Long after, int limit)
      throws SQLException {
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
                  SELECT j.job_id, j.workflow_id, j.name, j.kind, j.attempts_allowed, s.state, s.attempt,
                    s.waits_for, s.since, c.lane, c.priority, c.millicores, c.memory_bytes, c.gpus,
                    c.disk_bytes, c.runtime_s, k.name AS worker
                  FROM workflow w
                  JOIN job_state s ON s.job_id >= w.first_job AND s.job_id < w.first_job + w.jobs
                  JOIN job j ON j.job_id = s.job_id
                  JOIN resource_class c ON c.class_id = abs(s.class_id)
                  LEFT JOIN job_claim l ON l.claim_id = s.claim_id AND s.state = 'RUNNING'
                  LEFT JOIN worker k ON k.worker_id = l.worker_id
                  WHERE w.workflow_id = ? AND s.job_id > ? AND coalesce(s.state = ?, true)
                    AND coalesce(j.name = ?, true)
                  ORDER BY s.job_id LIMIT ?
                  """,
                  workflow,
                  after == null ? 0 : after,
                  filter.state(),
                  filter.name(),
                  limit)
              .list(JobReader::view);
        });
  }

  /// @throws PlimsollException NOT_FOUND
  public JobDetail known(long job) throws SQLException {
    return transactions.snapshot(connection -> detail(connection, job));
  }

  private static JobDetail detail(Connection connection, long job) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT j.job_id, j.workflow_id, j.name, j.kind, j.attempts_allowed, s.state, s.attempt,
              s.waits_for, s.since, c.lane, c.priority, c.millicores, c.memory_bytes, c.gpus,
              c.disk_bytes, c.runtime_s, k.name AS worker, j.payload, j.deadline
            FROM job j
            JOIN job_state s ON s.job_id = j.job_id
            JOIN resource_class c ON c.class_id = abs(s.class_id)
            LEFT JOIN job_claim l ON l.claim_id = s.claim_id AND s.state = 'RUNNING'
            LEFT JOIN worker k ON k.worker_id = l.worker_id
            WHERE j.job_id = ?
            """,
            job)
        .first(
            row -> {
              Map<String, Object> payload = QueueJson.object(row.getString("payload"));
              return new JobDetail(
                  view(row),
                  payload == null ? Map.of() : payload,
                  QueueJson.nullableInstant(row, "deadline"),
                  waitsFor(connection, job),
                  awaitedBy(connection, job),
                  attempts(connection, job),
                  reads(connection, job),
                  writes(connection, job));
            })
        .orElseThrow(() -> PlimsollException.notFound("there is no job " + job));
  }

  private static JobView view(ResultSet row) throws SQLException {
    return new JobView(
        row.getLong("job_id"),
        row.getLong("workflow_id"),
        row.getString("name"),
        row.getString("kind"),
        row.getString("lane"),
        row.getInt("priority"),
        OpenEnum.of(State.valueOf(row.getString("state"))),
        row.getInt("attempt"),
        row.getInt("attempts_allowed"),
        row.getInt("waits_for"),
        QueueJson.instant(row, "since"),
        row.getString("worker"),
        QueueJson.needs(row));
  }

  private static List<Neighbour> waitsFor(Connection connection, long job) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT j.job_id, j.name, s.state FROM job_wait w
            JOIN job j ON j.job_id = w.other_id JOIN job_state s ON s.job_id = w.other_id
            WHERE w.job_id = ? ORDER BY s.state = 'DONE', j.job_id LIMIT ?
            """,
            job,
            MOST_OF_ONE)
        .list(JobReader::neighbour);
  }

  private static List<Neighbour> awaitedBy(Connection connection, long job) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT j.job_id, j.name, s.state FROM job_wait w
            JOIN job j ON j.job_id = w.job_id JOIN job_state s ON s.job_id = w.job_id
            WHERE w.other_id = ? ORDER BY j.job_id LIMIT ?
            """,
            job,
            MOST_OF_ONE)
        .list(JobReader::neighbour);
  }

  private static Neighbour neighbour(ResultSet row) throws SQLException {
    return new Neighbour(
        row.getLong("job_id"),
        row.getString("name"),
        OpenEnum.of(State.valueOf(row.getString("state"))));
  }

  private static List<Attempt> attempts(Connection connection, long job) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT attempt, outcome, worker, message, output, ended_at FROM job_result
            WHERE job_id = ? ORDER BY claim_id DESC LIMIT ?
            """,
            job,
            MOST_OF_ONE)
        .list(
            row ->
                new Attempt(
                    row.getInt("attempt"),
                    row.getString("outcome"),
                    row.getString("worker"),
                    row.getString("message"),
                    QueueJson.object(row.getString("output")),
                    QueueJson.instant(row, "ended_at")));
  }

  private static List<Datum> reads(Connection connection, long job) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT d.name, d.writer_id, j.name AS writer, d.value, d.written_at
            FROM job_read r
            JOIN job_datum d ON d.workflow_id = r.workflow_id AND d.name = r.datum
            LEFT JOIN job j ON j.job_id = d.writer_id
            WHERE r.job_id = ? ORDER BY d.name
            """,
            job)
        .list(JobReader::datum);
  }

  private static List<Datum> writes(Connection connection, long job) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT d.name, d.writer_id, j.name AS writer, d.value, d.written_at
            FROM job_datum d JOIN job j ON j.job_id = d.writer_id
            WHERE d.writer_id = ? ORDER BY d.name
            """,
            job)
        .list(JobReader::datum);
  }

  private static Datum datum(ResultSet row) throws SQLException {
    return new Datum(
        Objects.requireNonNull(row.getString("name")),
        QueueJson.nullableLong(row, "writer_id"),
        row.getString("writer"),
        QueueJson.value(row.getString("value")),
        QueueJson.nullableInstant(row, "written_at"));
  }
}
