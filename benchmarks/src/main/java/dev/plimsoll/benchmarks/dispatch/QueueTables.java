package dev.plimsoll.benchmarks.dispatch;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/// The queue's own tables in a schema of the benchmark's database.
final class QueueTables {
  static final String SCHEMA = "ready_queue";
  static final String LANE = "bench";

  /// Sixty classes: cores 1 to 4, memory 1 to 16 GiB, runtimes of 1, 10 and 60 minutes.
  private static final String CLASSES =
      """
      INSERT INTO resource_class
        (lane, priority, millicores, memory_bytes, gpus, disk_bytes, runtime_s, standing)
      SELECT 'bench', 5, cores * 1000, (1::bigint << 30) << doubling, 0, 0, runtime, 5
      FROM generate_series(1, 4) AS cores, generate_series(0, 4) AS doubling,
        unnest(ARRAY[60, 600, 3600]) AS runtime
      """;

  /// Jobs that wait for nothing, spread over the classes by the number of jobs asked for.
  private static final String JOBS =
      """
      WITH flow AS (INSERT INTO workflow (name) VALUES ('bench') RETURNING workflow_id),
      classes AS (SELECT array_agg(class_id ORDER BY class_id) AS ids FROM resource_class),
      jobs AS (
        INSERT INTO job (job_id, workflow_id, name, kind, payload, attempts_allowed, retry_after,
          despite_failure)
        SELECT n, workflow_id, 'j' || n, 'command', '{}', 1, interval '0', false
        FROM flow, generate_series(1, %1$d) AS n
      ), states AS (
        INSERT INTO job_state (job_id, state, waits_for, class_id, seq)
        SELECT n, 'READY', 0, ids[1 + (hashint8(n) & 2147483647) %% 60], n
        FROM classes, generate_series(1, %1$d) AS n
      )
      INSERT INTO ready (class_id, seq, job_id)
      SELECT ids[1 + (hashint8(n) & 2147483647) %% 60], n, n FROM classes, generate_series(1, %1$d) AS n
      """;

  private final BenchDatabase database;

  QueueTables(BenchDatabase database) {
    this.database = database;
  }

  /// Empty tables, as the migration makes them.
  void create() throws SQLException {
    try (Connection connection = database.open()) {
      BenchDatabase.execute(
          connection,
          "DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE",
          "CREATE SCHEMA " + SCHEMA,
          "SET search_path = " + SCHEMA,
          migration());
    }
    database.checkpoint();
  }

  /// So many ready jobs of sixty classes, with statistics of them.
  void fill(int ready) throws SQLException {
    create();
    try (Connection connection = database.open()) {
      BenchDatabase.execute(
          connection,
          "SET search_path = " + SCHEMA,
          CLASSES,
          JOBS.formatted(ready),
          "SELECT setval('ready_seq', %d)".formatted(ready + 1),
          "VACUUM ANALYZE job",
          "VACUUM ANALYZE job_state",
          "VACUUM ANALYZE ready");
    }
    database.checkpoint();
  }

  int ready() throws SQLException {
    try (Connection connection = database.open()) {
      return Sql.of(connection, "SELECT count(*)::int AS jobs FROM ready_queue.ready")
          .one(row -> row.getInt("jobs"));
    }
  }

  private static String migration() {
    String file = "/db/ready-queue/V7__ready_queue.sql";
    try (InputStream text = WorkflowQueue.class.getResourceAsStream(file)) {
      if (text == null) {
        throw new IllegalStateException("there is no " + file);
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
