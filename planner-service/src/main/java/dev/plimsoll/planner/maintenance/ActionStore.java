package dev.plimsoll.planner.maintenance;

import dev.plimsoll.contracts.maintenance.MaintenanceActionView;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.decision.ProposedAction;
import dev.plimsoll.maintenance.run.RunContext.FirstLook;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows of actions. In the caller's transaction.
final class ActionStore {
  // What was refused, or given up, is not tried again for a day, nor is an index rebuilt twice in
  // one: whatever makes it large is stronger. By hand it is.
  private static final String ADD =
      """
      INSERT INTO maintenance_actions
        (id, database, kind, table_schema, table_name, subject_schema, subject_name, action, reason,
         effect, priority, by_hand, state, milli_cores, memory_bytes, temporary_bytes, disk_bytes,
         runtime_seconds, account_since)
      SELECT ?, d.name, k.kind, ?, ?, k.schema, k.name, ?, ?, ?, ?, k.by_hand, 'PROPOSED', ?, ?, ?, ?,
             ?, d.account_since
      FROM (SELECT ?::text AS kind, ?::text AS schema, ?::text AS name, ?::boolean AS by_hand) k
      JOIN databases d ON d.name = ? AND d.removed_at IS NULL
      WHERE k.by_hand OR NOT EXISTS (
        SELECT FROM maintenance_actions e
        WHERE e.database = d.name AND e.kind = k.kind
          AND e.subject_schema = k.schema AND e.subject_name = k.name
          AND e.ended_at > clock_timestamp() - CASE
            WHEN e.state IN ('REFUSED', 'FAILED', 'CANCELED') OR e.kind = 'reindex'
              THEN interval '1 day'
            ELSE interval '10 minutes' END)
      ON CONFLICT (database, kind, subject_schema, subject_name) WHERE ended_at IS NULL
      DO NOTHING
      """;

  private static final String QUEUE =
      """
      UPDATE maintenance_actions SET state = 'QUEUED', job_id = ?, approved_by = ?, by_hand = by_hand OR ?
      WHERE id = ? AND state = 'PROPOSED'
      """;

  private static final String CANCEL =
      """
      UPDATE maintenance_actions SET
        state = 'CANCELED', detail = ?, ended_at = clock_timestamp()
      WHERE id = ? AND state IN ('PROPOSED', 'QUEUED')
      """;

  private static final String BY_ID =
      "SELECT " + StoredAction.COLUMNS + " FROM maintenance_actions a WHERE a.id = ? FOR UPDATE";

  private static final String BY_JOB =
      "SELECT "
          + StoredAction.COLUMNS
          + """
          FROM maintenance_actions a JOIN databases d ON d.name = a.database
          WHERE a.job_id = ? AND a.ended_at IS NULL
            AND d.account_since = a.account_since AND d.removed_at IS NULL
          """;

  private static final String OPEN =
      "SELECT "
          + StoredAction.COLUMNS
          + """
          FROM maintenance_actions a WHERE a.database = ? AND a.ended_at IS NULL
          ORDER BY a.priority, a.number LIMIT 500
          """;

  private static final String PAGE =
      "SELECT "
          + StoredAction.COLUMNS
          + """
          FROM maintenance_actions a WHERE a.database = ? AND a.number < ?
          ORDER BY a.number DESC LIMIT ?
          """;

  private static final String BEGIN =
      """
      UPDATE maintenance_actions SET
        state = 'RUNNING', claim_id = ?, attempts = attempts + 1, detail = '',
        started_at = coalesce(started_at, clock_timestamp())
      WHERE id = ? AND state IN ('QUEUED', 'RUNNING')
      """;

  private static final String WAITS =
      "UPDATE maintenance_actions SET detail = ? WHERE id = ? AND ended_at IS NULL AND detail <> ?";

  private static final String NOTE =
      "UPDATE maintenance_actions SET first_look = ? WHERE id = ? AND claim_id = ? AND state = 'RUNNING'";

  private static final String LATER =
      """
      UPDATE maintenance_actions SET state = 'QUEUED', detail = ?
      WHERE id = ? AND claim_id = ? AND state = 'RUNNING'
      """;

  private static final String END =
      """
      UPDATE maintenance_actions SET
        state = ?, detail = ?, bytes_before = ?, bytes_after = ?, ended_at = clock_timestamp()
      WHERE id = ? AND claim_id = ? AND state = 'RUNNING'
      """;

  // Jobs that ended without this planner's words: their worker was lost too often, or somebody
  // has canceled them.
  private static final String ORPHANS =
      """
      SELECT a.id FROM maintenance_actions a LEFT JOIN job_state s ON s.job_id = a.job_id
      WHERE a.state IN ('QUEUED', 'RUNNING')
        AND (s.job_id IS NULL OR s.state IN ('DONE', 'FAILED', 'CANCELED'))
        AND a.created_at < clock_timestamp() - interval '1 minute'
      LIMIT 100
      """;

  private static final String END_ORPHAN =
      """
      UPDATE maintenance_actions SET
        state = 'FAILED', detail = 'its job ended without it: its planner was lost, or somebody'
          || ' canceled the job', ended_at = clock_timestamp()
      WHERE id = ? AND state IN ('QUEUED', 'RUNNING')
      """;

  private static final String FORGET =
      """
      DELETE FROM maintenance_actions WHERE id IN (
        SELECT id FROM maintenance_actions
        WHERE ended_at < clock_timestamp() - make_interval(secs => ?) AND NOT charged
        LIMIT 1000 FOR UPDATE SKIP LOCKED)
      """;

  private static final String EXPIRE =
      """
      UPDATE maintenance_actions SET
        state = 'CANCELED', detail = 'nobody approved it within a week', ended_at = clock_timestamp()
      WHERE state = 'PROPOSED' AND created_at < clock_timestamp() - interval '7 days'
      """;

  private static final String NOT_BY_HAND =
      "UPDATE maintenance_actions SET by_hand = false WHERE database = ? AND ended_at IS NULL AND by_hand";

  private ActionStore() {}

  /// Proposals that are new, with their ids: those of open actions are left out.
  static List<Added> add(
      Connection connection, String database, List<ProposedAction> proposed, boolean byHand)
      throws SQLException {
    List<Added> added = new ArrayList<>();
    for (ProposedAction one : proposed) {
      UUID id = UUID.randomUUID();
      MaintenanceAction action = one.action();
      if (Sql.of(
              connection,
              ADD,
              id,
              action.table().schema(),
              action.table().name(),
              Json.write(action),
              one.reason(),
              one.effect(),
              one.priority(),
              (long) one.needs().milliCores(),
              one.needs().memoryBytes(),
              one.needs().temporaryBytes(),
              one.needs().diskBytes(),
              one.needs().runtime().toSeconds(),
              action.kind().value(),
              action.subject().schema(),
              action.subject().name(),
              byHand,
              database)
          .updateAny()) {
        added.add(new Added(id, one));
      }
    }
    return added;
  }

  record Added(UUID id, ProposedAction proposed) {}

  static boolean queue(
      Connection connection, UUID action, long job, String approvedBy, boolean byHand)
      throws SQLException {
    return Sql.of(connection, QUEUE, job, approvedBy, byHand, action).updateAny();
  }

  /// From then on its open actions go on only while maintenance runs.
  static void notByHand(Connection connection, String database) throws SQLException {
    Sql.of(connection, NOT_BY_HAND, database).update();
  }

  static boolean cancel(Connection connection, UUID action, String why) throws SQLException {
    return Sql.of(connection, CANCEL, why, action).updateAny();
  }

  /// Locked until the end of the transaction.
  static Optional<StoredAction> locked(Connection connection, UUID id) throws SQLException {
    return Sql.of(connection, BY_ID, id).first(StoredAction::of);
  }

  /// Empty where it has ended, or its database's name stands for another place by now.
  static Optional<StoredAction> ofJob(Connection connection, long job) throws SQLException {
    return Sql.of(connection, BY_JOB, job).first(StoredAction::of);
  }

  static Optional<MaintenanceActionView> view(Connection connection, UUID id) throws SQLException {
    return Sql.of(connection, BY_ID, id).first(StoredAction::view);
  }

  static List<MaintenanceActionView> open(Connection connection, String database)
      throws SQLException {
    return Sql.of(connection, OPEN, database).list(StoredAction::view);
  }

  /// The latest first.
  static List<MaintenanceActionView> page(
      Connection connection, String database, long before, int limit) throws SQLException {
    return Sql.of(connection, PAGE, database, before, limit).list(StoredAction::view);
  }

  static boolean begin(Connection connection, UUID id, long claim) throws SQLException {
    return Sql.of(connection, BEGIN, claim, id).updateAny();
  }

  static void waits(Connection connection, UUID id, String why) throws SQLException {
    Sql.of(connection, WAITS, why, id, why).update();
  }

  static boolean note(Connection connection, UUID id, long claim, FirstLook look)
      throws SQLException {
    return Sql.of(connection, NOTE, Json.write(look), id, claim).updateAny();
  }

  static boolean later(Connection connection, UUID id, long claim, String why) throws SQLException {
    return Sql.of(connection, LATER, why, id, claim).updateAny();
  }

  static boolean end(
      Connection connection,
      UUID id,
      long claim,
      MaintenanceActionView.State state,
      String detail,
      long bytesBefore,
      long bytesAfter)
      throws SQLException {
    return Sql.of(connection, END, state, detail, bytesBefore, bytesAfter, id, claim).updateAny();
  }

  static List<UUID> orphans(Connection connection) throws SQLException {
    return Sql.of(connection, ORPHANS).list(row -> row.getObject("id", UUID.class));
  }

  static void endOrphan(Connection connection, UUID id) throws SQLException {
    Sql.of(connection, END_ORPHAN, id).update();
  }

  static int forget(Connection connection, Duration kept) throws SQLException {
    Sql.of(connection, EXPIRE).update();
    return Sql.of(connection, FORGET, kept).update();
  }
}
