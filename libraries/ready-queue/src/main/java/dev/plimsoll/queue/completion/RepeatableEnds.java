package dev.plimsoll.queue.completion;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Ends of attempts by workers whose calls may be repeated, since an answer was lost: an end that
/// was taken under the same claim is taken again, and changes nothing. Thread-safe.
///
/// A job and its claim say which attempt it is; a [ClaimedJob]'s attempt is not read here.
public final class RepeatableEnds {
  private final Transactions transactions;

  public RepeatableEnds(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Ends an attempt that succeeded.
  ///
  /// @param output JSON, up to 64 KiB; null for none
  /// @param values JSON by the name of a datum that the job writes
  /// @return whether the end was taken, now or before
  /// @throws IllegalArgumentException for a value that the job does not write; nothing is changed
  public boolean done(ClaimedJob job, @Nullable String output, Map<String, String> values)
      throws SQLException {
    return Deadlocks.again(
        transactions,
        connection -> {
          if (!runs(connection, job)) {
            return JobResults.has(connection, job.job(), job.claim(), "DONE");
          }
          // Before its dependents are ready, which read them.
          write(connection, job.job(), values);
          Completions.done(connection, new long[] {job.job()}, new long[] {job.claim()});
          JobResults.add(connection, job.job(), job.claim(), "DONE", null, output);
          return true;
        });
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
    Deadlocks.again(
        transactions,
        connection ->
            Completions.returned(connection, new long[] {job.job()}, new long[] {job.claim()}));
  }

  private static boolean runs(Connection connection, ClaimedJob job) throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT FROM job_state WHERE job_id = ? AND state = 'RUNNING' AND claim_id = ?
            FOR NO KEY UPDATE
            """,
            job.job(),
            job.claim())
        .exists();
  }

  private static void write(Connection connection, long job, Map<String, String> values)
      throws SQLException {
    for (Map.Entry<String, String> value : values.entrySet()) {
      boolean written =
          Sql.of(
                  connection,
                  """
                  UPDATE job_datum SET value = ?::jsonb, written_at = now()
                  WHERE writer_id = ? AND name = ?
                  """,
                  value.getValue(),
                  job,
                  value.getKey())
              .updateAny();
      if (!written) {
        throw new IllegalArgumentException(
            "job %d does not write %s: its workflow names what it writes"
                .formatted(job, value.getKey()));
      }
    }
  }
}
