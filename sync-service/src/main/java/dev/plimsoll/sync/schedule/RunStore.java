package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Store of the runs of schedules.
///
/// ```
/// STARTING → RUNNING → DONE
///     └─────────┴────→ FAILED
/// ```
final class RunStore {
  private static final String INSERT =
      """
      INSERT INTO schedule_run (id, schedule, number, state, due_at, asked, missed)
      SELECT ?, ?, coalesce(max(number), 0) + 1, 'STARTING', ?, ?, ?
      FROM schedule_run WHERE schedule = ?
      ON CONFLICT (schedule) WHERE state IN ('STARTING', 'RUNNING') DO NOTHING
      """;

  private static final String SKIP =
      """
      UPDATE schedule_run SET skipped = skipped + ?
      WHERE schedule = ? AND state IN ('STARTING', 'RUNNING')
      """;

  private static final String ASK =
      """
      UPDATE schedule_run SET asked = true
      WHERE schedule = ? AND state = 'STARTING' AND NOT asked
      """;

  private static final String OPEN =
      """
      SELECT number, state FROM schedule_run
      WHERE schedule = ? AND state IN ('STARTING', 'RUNNING')
      """;

  // Lock only: PostgreSQL 18.0 and 18.1 lose rows where one statement locks and updates. A run
  // caught by a pause before its start waits, unless it was asked for.
  private static final String NEXT_TO_START =
      """
      SELECT r.id, r.schedule, r.number, r.attempts, s.request, s.verify
      FROM schedule_run r JOIN schedule s ON s.name = r.schedule
      WHERE r.state = 'STARTING' AND r.try_at <= clock_timestamp() AND (r.asked OR NOT s.paused)
      ORDER BY r.try_at LIMIT 1
      FOR UPDATE OF r SKIP LOCKED
      """;

  private static final String CLAIM =
      """
      UPDATE schedule_run
      SET attempts = attempts + 1, try_at = clock_timestamp() + make_interval(secs => ?)
      WHERE id = ?
      """;

  // Renewed when half of the claim is over, not at each look.
  private static final String RENEW =
      """
      UPDATE schedule_run
      SET try_at = clock_timestamp() + make_interval(secs => ?)
      WHERE id = ? AND state = 'STARTING' AND attempts = ?
        AND try_at < clock_timestamp() + make_interval(secs => ?)
      """;

  // The first process wins, whatever its attempt.
  private static final String STARTED =
      """
      UPDATE schedule_run
      SET state = 'RUNNING', extract_id = ?, verify = ?, started_at = clock_timestamp(),
          error_code = NULL, error = NULL
      WHERE id = ? AND state = 'STARTING'
      """;

  private static final String OF_SCHEDULE = "UPDATE extract SET schedule = ? WHERE id = ?";

  private static final String POSTPONE =
      """
      UPDATE schedule_run
      SET try_at = clock_timestamp() + make_interval(secs => ?), error_code = ?, error = ?
      WHERE id = ? AND state = 'STARTING' AND attempts = ?
      """;

  private static final String NOT_STARTED =
      """
      UPDATE schedule_run
      SET state = 'FAILED', ended_at = clock_timestamp(), error_code = ?, error = ?
      WHERE id = ? AND state = 'STARTING' AND attempts = ?
      """;

  // A table has ended as TableLifecycle has it, and so has its commit to Iceberg, if any.
  private static final String ENDED =
      """
      SELECT r.id, r.schedule, r.number, r.extract_id, r.verify, c.state AS receipt
      FROM schedule_run r
      JOIN extract e ON e.id = r.extract_id
      LEFT JOIN receipt c ON c.extract_id = r.extract_id
      WHERE r.state = 'RUNNING' AND c.state IS DISTINCT FROM 'RUNNING'
        AND NOT EXISTS (
          SELECT FROM extract_table t LEFT JOIN iceberg_commit i ON i.table_id = t.id
          WHERE t.extract_id = r.extract_id AND t.state <> 'FAILED'
            AND (t.state <> CASE WHEN e.target IS NULL THEN 'EXTRACTED' ELSE 'LOADED' END
              OR i.state IN ('WAITING', 'COMMITTING')))
      """;

  private static final String FIRST_FAILURE =
      """
      SELECT coalesce(t.error_code, i.error_code) AS error_code,
             format('%s.%s: %s', t.schema_name, t.table_name, coalesce(t.error, i.error)) AS error
      FROM extract_table t
      LEFT JOIN iceberg_commit i ON i.table_id = t.id AND i.state = 'FAILED'
      WHERE t.extract_id = ? AND (t.state = 'FAILED' OR i.state = 'FAILED')
      ORDER BY t.ordinal LIMIT 1
      """;

  private static final String END =
      """
      UPDATE schedule_run
      SET state = ?, ended_at = clock_timestamp(), proven = ?, error_code = ?, error = ?
      WHERE id = ? AND state = 'RUNNING'
      """;

  private RunStore() {}

  /// Run to start.
  ///
  /// @param attempt its number, 1 or more
  /// @param request of the extract, as JSON
  /// @param verify a receipt is wanted
  record ToStart(
      UUID id, String schedule, long number, int attempt, String request, boolean verify) {}

  /// Run whose tables have all ended.
  ///
  /// @param verify a receipt is wanted
  /// @param receipt its state, which is not RUNNING; null before it has begun
  record Ended(
      UUID id,
      String schedule,
      long number,
      UUID extractId,
      boolean verify,
      @Nullable String receipt) {}

  /// Begins a run; false if one is open. Requires the schedule's lock.
  static boolean begin(
      Connection connection, String schedule, Instant dueAt, boolean asked, long missed)
      throws SQLException {
    return Sql.of(connection, INSERT, UUID.randomUUID(), schedule, dueAt, asked, missed, schedule)
        .updateAny();
  }

  /// Counts due times skipped by the open run. Requires the schedule's lock.
  static void skip(Connection connection, String schedule, long dueTimes) throws SQLException {
    Sql.of(connection, SKIP, dueTimes, schedule).update();
  }

  /// Lets a run start that a pause has caught before its start; false if there is none. Requires
  /// the schedule's lock.
  static boolean ask(Connection connection, String schedule) throws SQLException {
    return Sql.of(connection, ASK, schedule).updateAny();
  }

  static void requireNoneOpen(Connection connection, String schedule) throws SQLException {
    Optional<Long> open = Sql.of(connection, OPEN, schedule).first(row -> row.getLong("number"));
    if (open.isPresent()) {
      throw PlimsollException.conflict(
          "run %d of %s is under way; another begins when it has ended"
              .formatted(open.get(), schedule));
    }
  }

  /// Claims the run that has waited longest, for the time of the lease.
  static Optional<ToStart> claim(Connection connection, Duration lease) throws SQLException {
    Optional<ToStart> run =
        Sql.of(connection, NEXT_TO_START)
            .first(
                row ->
                    new ToStart(
                        row.getObject("id", UUID.class),
                        row.getString("schedule"),
                        row.getLong("number"),
                        row.getInt("attempts") + 1,
                        row.getString("request"),
                        row.getBoolean("verify")));
    if (run.isPresent()) {
      Sql.of(connection, CLAIM, lease, run.get().id()).update();
    }
    return run;
  }

  /// Renews a claim, unless another process has taken the run.
  static void renew(Connection connection, ToStart run, Duration lease) throws SQLException {
    Sql.of(connection, RENEW, lease, run.id(), run.attempt(), lease.dividedBy(2)).update();
  }

  /// Notes the start, in the transaction that inserts the extract. Throws CONFLICT if another
  /// process has started it, or the schedule was removed; the extract must not exist then.
  static void started(Connection connection, ToStart run, UUID extractId) throws SQLException {
    if (!Sql.of(connection, STARTED, extractId, run.verify(), run.id()).updateAny()) {
      throw PlimsollException.conflict(
          "run %d of %s was started by another process, or removed"
              .formatted(run.number(), run.schedule()));
    }
    Sql.of(connection, OF_SCHEDULE, run.schedule(), extractId).update();
  }

  /// Stores why a run could not be started, and when to try again.
  static void postpone(
      Connection connection, ToStart run, Duration pause, PlimsollException failure)
      throws SQLException {
    String code = failure.code().value();
    Sql.of(connection, POSTPONE, pause, code, failure.getMessage(), run.id(), run.attempt())
        .update();
  }

  static void fail(Connection connection, ToStart run, PlimsollException failure)
      throws SQLException {
    String code = failure.code().value();
    Sql.of(connection, NOT_STARTED, code, failure.getMessage(), run.id(), run.attempt()).update();
  }

  /// Running runs whose tables have all ended, and whose receipt has if it has begun.
  static List<Ended> ended(Connection connection) throws SQLException {
    return Sql.of(connection, ENDED)
        .list(
            row ->
                new Ended(
                    row.getObject("id", UUID.class),
                    row.getString("schedule"),
                    row.getLong("number"),
                    row.getObject("extract_id", UUID.class),
                    row.getBoolean("verify"),
                    row.getString("receipt")));
  }

  /// First failure among an extract's tables; null for none.
  static @Nullable Failure firstFailure(Connection connection, UUID extractId) throws SQLException {
    return Sql.of(connection, FIRST_FAILURE, extractId)
        .first(row -> Failure.of(ErrorCode.of(row.getString("error_code")), row.getString("error")))
        .orElse(null);
  }

  /// Ends a run. Requires the schedule's lock.
  ///
  /// @param failure null for success
  /// @return false if another process has ended it
  static boolean end(
      Connection connection, UUID id, @Nullable Boolean proven, @Nullable Failure failure)
      throws SQLException {
    Sql end =
        failure == null
            ? Sql.of(connection, END, "DONE", proven, null, null, id)
            : Sql.of(
                connection, END, "FAILED", null, failure.code().value(), failure.message(), id);
    return end.updateAny();
  }
}
