package dev.plimsoll.queue.completion;

import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.group.GroupedCalls;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Ends of attempts by workers whose calls may be repeated, since an answer was lost: an end that
/// was taken under the same claim is taken again, and changes nothing. Thread-safe.
///
/// A job and its claim say which attempt it is; a [ClaimedJob]'s attempt is not read here.
public final class RepeatableEnds {
  private final Transactions transactions;
  private final GroupedCalls<List<Success>, List<Answer>> grouped =
      new GroupedCalls<>(this::endCalls);

  /// An attempt that succeeded.
  ///
  /// @param output JSON, up to 64 KiB; null for none
  /// @param values JSON by the name of a datum that the job writes
  public record Success(ClaimedJob job, @Nullable String output, Map<String, String> values) {
    public Success {
      values = Map.copyOf(values);
    }
  }

  /// What became of the end of one attempt.
  ///
  /// @param taken now or before
  /// @param refusal why what the job says cannot be kept; null where it can, and for a job that is
  ///     another's
  public record Answer(boolean taken, @Nullable String refusal) {}

  public RepeatableEnds(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Ends attempts that succeeded, each for itself.
  ///
  /// @return an answer for each, in their order
  public List<Answer> done(List<Success> successes) throws SQLException {
    if (successes.isEmpty()) {
      return List.of();
    }
    try {
      return grouped.call(successes);
    } catch (SQLException e) {
      if (!SqlStates.isRefusalOfContent(e)) {
        throw e;
      }
      if (successes.size() == 1) {
        return List.of(new Answer(false, "what it says cannot be kept: " + SqlStates.firstLine(e)));
      }
      List<Answer> answers = new ArrayList<>();
      for (Success one : successes) {
        answers.addAll(done(List.of(one)));
      }
      return answers;
    }
  }

  /// Ends an attempt that succeeded.
  ///
  /// @return whether the end was taken, now or before
  /// @throws IllegalArgumentException where what it says cannot be kept; nothing is changed
  public boolean done(ClaimedJob job, @Nullable String output, Map<String, String> values)
      throws SQLException {
    Answer answer = done(List.of(new Success(job, output, values))).getFirst();
    if (answer.refusal() != null) {
      throw new IllegalArgumentException(answer.refusal());
    }
    return answer.taken();
  }

  private List<List<Answer>> endCalls(List<List<Success>> calls) throws SQLException {
    List<Success> all = calls.stream().flatMap(List::stream).toList();
    Iterator<Answer> answers =
        Deadlocks.again(transactions, connection -> end(connection, all)).iterator();
    return calls.stream().map(call -> call.stream().map(_ -> answers.next()).toList()).toList();
  }

  private static List<Answer> end(Connection connection, List<Success> all) throws SQLException {
    Set<JobClaim> running = running(connection, all.stream().map(Success::job).toList());
    List<Success> mine =
        all.stream().filter(one -> running.contains(JobClaim.of(one.job()))).toList();
    Map<Long, String> refusals = refusals(connection, mine);
    List<Success> ended =
        mine.stream().filter(one -> !refusals.containsKey(one.job().job())).toList();
    // Before their dependents are ready, which read them.
    write(connection, ended);
    Completions.done(connection, ended.stream().map(Success::job).toList());
    JobResults.add(connection, ended);
    List<ClaimedJob> others =
        all.stream().map(Success::job).filter(job -> !running.contains(JobClaim.of(job))).toList();
    Set<JobClaim> before = JobResults.successes(connection, others);
    return all.stream()
        .map(
            one -> {
              JobClaim attempt = JobClaim.of(one.job());
              boolean runs = running.contains(attempt);
              @Nullable String refusal = runs ? refusals.get(attempt.job()) : null;
              return new Answer(runs ? refusal == null : before.contains(attempt), refusal);
            })
        .toList();
  }

  /// Ends an attempt that failed, as [Completions#failed] does.
  ///
  /// @param output JSON, up to 64 KiB; null for none
  /// @return whether the end was taken, now or before
  public boolean failed(ClaimedJob job, String message, boolean permanent, @Nullable String output)
      throws SQLException {
    return Deadlocks.again(
        transactions,
        connection -> {
          if (!EndedAttempts.end(connection, job)) {
            return JobResults.has(connection, job.job(), job.claim(), "FAILED");
          }
          JobResults.add(connection, job.job(), job.claim(), "FAILED", message, output);
          EndedAttempts.tryAgainOrFail(connection, List.of(job.job()), message, permanent);
          return true;
        });
  }

  /// Gives back a job that has not begun, as [Completions#returned] does. Whoever repeats it no
  /// longer has the job either way.
  public void returned(ClaimedJob job) throws SQLException {
    Deadlocks.statementAgain(
        transactions, connection -> Completions.returned(connection, List.of(job)));
  }

  /// Attempts that still run, locked in the order of their jobs. Each is looked up: statistics may
  /// say that none runs, and then all jobs would be read first.
  private static Set<JobClaim> running(Connection connection, List<ClaimedJob> jobs)
      throws SQLException {
    return Set.copyOf(
        Sql.of(
                connection,
                """
                SELECT s.job_id, s.claim_id
                FROM (SELECT * FROM unnest(?, ?) AS g (job_id, claim_id) ORDER BY job_id OFFSET 0) g
                CROSS JOIN LATERAL (
                  SELECT s.job_id, s.claim_id FROM job_state s
                  WHERE s.job_id = g.job_id AND s.state = 'RUNNING' AND s.claim_id = g.claim_id
                  FOR NO KEY UPDATE) s
                """,
                Completions.ids(jobs),
                Completions.claims(jobs))
            .list(JobClaim::of));
  }

  /// A value by the job that says it.
  private record Value(long job, String name, String json) {
    static List<Value> of(List<Success> successes) {
      return successes.stream()
          .flatMap(
              one ->
                  one.values().entrySet().stream()
                      .map(value -> new Value(one.job().job(), value.getKey(), value.getValue())))
          .toList();
    }
  }

  /// By job, where it says a value that it does not write.
  private static Map<Long, String> refusals(Connection connection, List<Success> successes)
      throws SQLException {
    List<Value> values = Value.of(successes);
    if (values.isEmpty()) {
      return Map.of();
    }
    return Sql.of(
            connection,
            """
            SELECT g.job_id, g.name FROM unnest(?, ?) AS g (job_id, name)
            WHERE NOT EXISTS (
              SELECT FROM job_datum d WHERE d.writer_id = g.job_id AND d.name = g.name)
            """,
            values.stream().mapToLong(Value::job).toArray(),
            values.stream().map(Value::name).toArray(String[]::new))
        .map(
            row -> row.getLong("job_id"),
            row ->
                "job %d does not write %s: its workflow names what it writes"
                    .formatted(row.getLong("job_id"), row.getString("name")));
  }

  private static void write(Connection connection, List<Success> successes) throws SQLException {
    List<Value> values = Value.of(successes);
    if (values.isEmpty()) {
      return;
    }
    Sql.of(
            connection,
            """
            UPDATE job_datum d SET value = g.json::jsonb, written_at = now()
            FROM unnest(?, ?, ?) AS g (job_id, name, json)
            WHERE d.writer_id = g.job_id AND d.name = g.name
            """,
            values.stream().mapToLong(Value::job).toArray(),
            values.stream().map(Value::name).toArray(String[]::new),
            values.stream().map(Value::json).toArray(String[]::new))
        .update();
  }
}
