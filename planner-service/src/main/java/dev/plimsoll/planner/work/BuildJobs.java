package dev.plimsoll.planner.work;

import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Jobs that show the builds of applied plans. In the caller's transaction.
final class BuildJobs {
  private static final int MIDDLE_PRIORITY = 5;
  private static final int HIGHEST_PRIORITY = 9;
  private static final int MOST_ATTEMPTS = 100;

  // One at a time writes, whichever planner.
  private static final String LOCK =
      "SELECT pg_try_advisory_xact_lock(hashtext('plimsoll/build-jobs')) AS locked";

  // By the builds' indexes of those that wait or run, and of those that ended last. All of them,
  // since any limit could be full of plans that cannot be shown.
  private static final String NEW_PLANS =
      """
      SELECT p.id, p.database, left(p.hash, 8) AS hash, p.approved_by
      FROM (
        SELECT DISTINCT plan_id FROM builds
        WHERE ended_at IS NULL OR ended_at > clock_timestamp() - interval '1 hour'
      ) b
      JOIN plans p ON p.id = b.plan_id
      WHERE NOT EXISTS (SELECT FROM plan_workflow w WHERE w.plan_id = p.id)
        AND (p.state IN ('APPROVED', 'RUNNING', 'PAUSED')
          OR p.approved_at > clock_timestamp() - interval '1 hour')
      ORDER BY p.approved_at, p.id
      """;

  private static final String BUILDS =
      """
      SELECT id, planned, blocked_by, milli_cores, memory_bytes, temporary_bytes, disk_bytes,
        predicted_millis, priority, attempts_allowed
      FROM builds WHERE plan_id = ? ORDER BY number, predicted_millis DESC, id
      """;

  private static final String OF_PLAN = "SELECT FROM plan_workflow WHERE plan_id = ?";

  // No claim is to find them.
  private static final String NOT_READY =
      """
      DELETE FROM ready r USING job_state s
      WHERE s.job_id >= ? AND s.job_id < ? AND r.class_id = s.class_id AND r.seq = s.seq
      """;

  // Nobody has asked for what a load has had planned. Reads all loads that are kept.
  private static final String ASKED =
      """
      UPDATE workflow SET asked_by = ?,
        automatic = EXISTS (SELECT FROM loads l WHERE l.plan_id = ?)
      WHERE workflow_id = ?
      """;

  private static final String OF_BUILDS =
      """
      INSERT INTO build_job (build_id, job_id)
      SELECT b.id, ? + b.n - 1 FROM unnest(?) WITH ORDINALITY AS b (id, n)
      """;

  // Plans of open workflows, and those that go on again; their builds by plan. The build of a
  // partitioned table whose own part is done goes on as long as one of its partitions' does, and
  // ends as badly as they do; what is below a partition's build that has failed never begins.
  private static final String FOLLOW =
      """
      WITH RECURSIVE live AS (
        SELECT m.plan_id, m.workflow_id FROM plan_workflow m
        JOIN workflow w ON w.workflow_id = m.workflow_id WHERE w.ended_at IS NULL
        UNION
        SELECT m.plan_id, m.workflow_id FROM builds b
        JOIN plans p ON p.id = b.plan_id AND p.state IN ('APPROVED', 'RUNNING', 'PAUSED')
        JOIN plan_workflow m ON m.plan_id = p.id
        WHERE b.ended_at IS NULL
      ), lacking (whole, state) AS (
        SELECT b.part_of, CASE
            WHEN b.state = 'PLANNED' AND p.state IN ('FAILED', 'CANCELLED') THEN 'CANCELLED'
            ELSE b.state END
        FROM live JOIN plans p ON p.id = live.plan_id JOIN builds b ON b.plan_id = p.id
        WHERE b.part_of IS NOT NULL AND b.state <> 'SUCCEEDED'
        UNION
        SELECT b.part_of, l.state FROM lacking l JOIN builds b ON b.id = l.whole
        WHERE b.part_of IS NOT NULL AND b.state NOT IN ('FAILED', 'CANCELLED')
      ), unfinished AS (
        SELECT whole, CASE
            WHEN bool_or(state IN ('PLANNED', 'DISPATCHED', 'RUNNING')) THEN 'RUNNING'
            WHEN bool_or(state = 'FAILED') THEN 'FAILED'
            ELSE 'CANCELED' END AS state
        FROM lacking GROUP BY whole
      ), now AS (
        SELECT j.job_id, live.workflow_id, b.attempt, o.waits,
          CASE WHEN b.state = 'SUCCEEDED' THEN 'dependency-failed' ELSE b.error_code END AS error_code,
          CASE WHEN b.state = 'SUCCEEDED' THEN 'an index of its partitions is missing'
            ELSE b.error END AS error,
          CASE b.state
            WHEN 'SUCCEEDED' THEN coalesce(u.state, 'DONE')
            WHEN 'FAILED' THEN 'FAILED' WHEN 'CANCELLED' THEN 'CANCELED'
            WHEN 'DISPATCHED' THEN 'RUNNING' WHEN 'RUNNING' THEN 'RUNNING'
            ELSE CASE
              WHEN p.state IN ('FAILED', 'CANCELLED') THEN 'CANCELED'
              WHEN o.waits > 0 THEN 'BLOCKED'
              WHEN b.not_before > clock_timestamp() THEN 'LATER'
              ELSE 'READY' END
          END AS state
        FROM live JOIN plans p ON p.id = live.plan_id
        JOIN builds b ON b.plan_id = p.id JOIN build_job j ON j.build_id = b.id
        LEFT JOIN unfinished u ON u.whole = b.id
        CROSS JOIN LATERAL (
          SELECT count(*)::int AS waits FROM builds o
          WHERE b.state = 'PLANNED' AND o.id = ANY (b.blocked_by) AND o.state <> 'SUCCEEDED'
        ) o
      ), moved AS (
        UPDATE job_state s SET state = now.state, attempt = now.attempt, waits_for = now.waits,
          seq = NULL, claim_id = NULL, since = now()
        FROM now WHERE s.job_id = now.job_id
          AND (s.state, s.attempt, s.waits_for) IS DISTINCT FROM (now.state, now.attempt, now.waits)
        RETURNING s.job_id, s.state, now.workflow_id, now.error_code, now.error
      ), told AS (
        INSERT INTO workflow_event (workflow_id, job_id, kind, message)
        SELECT workflow_id, job_id, 'job-failed',
          left(concat_ws(': ', error_code, error), 4000)
        FROM moved WHERE state = 'FAILED'
      ), paused AS (
        UPDATE workflow w SET paused_by = p.paused_by
        FROM live JOIN plans p ON p.id = live.plan_id
        WHERE w.workflow_id = live.workflow_id AND w.paused_by IS DISTINCT FROM p.paused_by
          AND w.ended_at IS NULL
      )
      UPDATE workflow w SET state = 'RUNNING', ended_at = NULL, over_below = 0, done_jobs = NULL,
        failed_jobs = NULL
      FROM (
        SELECT DISTINCT workflow_id FROM moved WHERE state NOT IN ('DONE', 'FAILED', 'CANCELED')
      ) again
      WHERE w.workflow_id = again.workflow_id AND w.ended_at IS NOT NULL
      """;

  private static final String FORGET_PLANS =
      """
      DELETE FROM plan_workflow m
      WHERE NOT EXISTS (SELECT FROM workflow w WHERE w.workflow_id = m.workflow_id)
      """;

  private static final String FORGET_BUILDS =
      "DELETE FROM build_job m WHERE NOT EXISTS (SELECT FROM job j WHERE j.job_id = m.job_id)";

  private BuildJobs() {}

  /// An applied plan.
  record Plan(UUID id, String name, String by) {}

  private record Build(
      UUID id,
      PlannedBuild planned,
      List<UUID> blockedBy,
      NewJob.Placement placement,
      int attempts) {
    static Build of(ResultSet row) throws SQLException {
      int priority = MIDDLE_PRIORITY + row.getInt("priority");
      Needs needs =
          new Needs(
              row.getInt("milli_cores"),
              row.getLong("memory_bytes"),
              0,
              row.getLong("temporary_bytes") + row.getLong("disk_bytes"),
              Duration.ofMillis(row.getLong("predicted_millis")));
      return new Build(
          Objects.requireNonNull(row.getObject("id", UUID.class)),
          Json.read(row.getString("planned"), PlannedBuild.class),
          Columns.uuids(row, "blocked_by"),
          new NewJob.Placement(
              JobRequest.BUILDS_LANE, Math.clamp(priority, 0, HIGHEST_PRIORITY), needs.rounded()),
          Math.clamp(row.getInt("attempts_allowed"), 1, MOST_ATTEMPTS));
    }
  }

  /// Applied plans that no workflow shows, the first that was applied first.
  ///
  /// Cost: an index scan of builds that wait, run or ended within the hour, and a row for each that
  /// is not shown yet: those of the last second, or all that go on where this is new.
  static List<Plan> newPlans(Connection connection) throws SQLException {
    return Sql.of(connection, NEW_PLANS)
        .list(
            row ->
                new Plan(
                    Objects.requireNonNull(row.getObject("id", UUID.class)),
                    "plan %s of %s".formatted(row.getString("hash"), row.getString("database")),
                    String.valueOf(row.getString("approved_by"))));
  }

  /// Moves the jobs to where their builds are.
  ///
  /// Cost: one statement over the builds of plans that go on.
  ///
  /// @return false where another planner does so just now
  static boolean follow(Connection connection) throws SQLException {
    if (!locked(connection)) {
      return false;
    }
    Sql.of(connection, FOLLOW).update();
    return true;
  }

  private static boolean locked(Connection connection) throws SQLException {
    return Sql.of(connection, LOCK).one(row -> row.getBoolean("locked"));
  }

  /// Makes the jobs of a plan, once.
  ///
  /// @return false where another planner is at it, or was
  static boolean add(Connection connection, Plan plan) throws SQLException {
    if (!locked(connection) || Sql.of(connection, OF_PLAN, plan.id()).exists()) {
      return false;
    }
    List<Build> builds = Sql.of(connection, BUILDS, plan.id()).list(Build::of);
    Map<UUID, String> names = names(builds);
    List<NewJob> jobs = new ArrayList<>();
    for (Build build : builds) {
      Set<String> waitsFor = new HashSet<>();
      build.blockedBy().stream().map(names::get).filter(Objects::nonNull).forEach(waitsFor::add);
      jobs.add(
          new NewJob(
              Objects.requireNonNull(names.get(build.id())),
              JobRequest.BUILD,
              Json.write(Map.of("plan", plan.id(), "build", build.id())),
              build.placement(),
              new NewJob.Trials(build.attempts(), Duration.ZERO, false, null),
              waitsFor,
              Set.of(),
              Set.of()));
    }
    WorkflowQueue.Accepted accepted =
        WorkflowQueue.accept(connection, NewWorkflow.of(plan.name(), jobs));
    long first = accepted.firstJobId();
    Sql.of(connection, NOT_READY, first, first + jobs.size()).update();
    Sql.of(connection, ASKED, plan.by(), plan.id(), accepted.workflowId()).update();
    Sql.of(
            connection,
            "INSERT INTO plan_workflow (plan_id, workflow_id) VALUES (?, ?)",
            plan.id(),
            accepted.workflowId())
        .update();
    Sql.of(connection, OF_BUILDS, first, builds.stream().map(Build::id).toArray(UUID[]::new))
        .update();
    return true;
  }

  /// Each with its table and index; with its id where another is called so.
  private static Map<UUID, String> names(List<Build> builds) {
    Map<UUID, String> names = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (Build build : builds) {
      String name = "%s %s".formatted(build.planned().table(), build.planned().indexName());
      names.put(build.id(), taken.add(name) ? name : name + " " + build.id());
    }
    return names;
  }

  static Optional<UUID> planOf(Connection connection, long workflow) throws SQLException {
    return Sql.of(connection, "SELECT plan_id FROM plan_workflow WHERE workflow_id = ?", workflow)
        .first(row -> row.getObject("plan_id", UUID.class));
  }

  static Optional<UUID> buildOf(Connection connection, long job) throws SQLException {
    return Sql.of(connection, "SELECT build_id FROM build_job WHERE job_id = ?", job)
        .first(row -> row.getObject("build_id", UUID.class));
  }

  static int forget(Connection connection) throws SQLException {
    return Sql.of(connection, FORGET_PLANS).update() + Sql.of(connection, FORGET_BUILDS).update();
  }
}
