package dev.plimsoll.sync.schedule;

import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/// Extracts of some days ago in the service's own tables, and the pruner that may forget them.
final class OldExtracts {
  private static final String DEFINITION =
      """
      {"structure": {"only": false, "columns": [], "primaryKey": [], "readingKey": ["id"]},
       "choice": {"strategy": {"kind": "keyset", "workers": 0}, "why": ""},
       "files": {"codec": "ZSTD", "bloomFilters": [], "proof": "NONE"}, "increment": null}
      """;

  private final DataSource service;
  private final Pruner pruner;
  private final List<UUID> made = new ArrayList<>();

  OldExtracts(DataSource service, Pruner pruner) {
    this.service = service;
    this.pruner = pruner;
  }

  /// A source with a table that grows, and another.
  static TestDatabase createSource() throws SQLException {
    FakeLog.get();
    TestDatabase source = Stack.get().createDatabase("prune_source");
    TestTables.execute(
        source,
        "CREATE TABLE growing (id int PRIMARY KEY)",
        "INSERT INTO growing SELECT generate_series(1, 100)",
        "CREATE TABLE other (id int PRIMARY KEY)");
    return source;
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = service.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  long count(String sql) throws SQLException {
    try (Connection connection = service.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /// An extract of a schedule that is gone, with something in all tables that may refer to it.
  UUID old(String schedule, int daysAgo, int objects) throws SQLException {
    UUID id = UUID.randomUUID();
    UUID table = UUID.randomUUID();
    UUID readTask = UUID.randomUUID();
    made.add(id);
    execute(
        """
        INSERT INTO extract (id, source, request, schedule, started_at, swept_at)
        VALUES ('%s', 'prune-source', '{"source": "prune-source", "tables": ["public.growing"]}', '%s',
                now() - interval '%d days', now())
        """
            .formatted(id, schedule, daysAgo),
        """
        INSERT INTO extract_table
          (id, extract_id, ordinal, schema_name, table_name, state, strategy, log_topic, definition,
           read_tasks, read_tasks_done, objects, ended_at)
        VALUES ('%s', '%s', 0, 'public', 'growing', 'EXTRACTED', 'keyset', '%s', '%s',
                1, 1, %d, now() - interval '%d days')
        """
            .formatted(table, id, table, DEFINITION, objects, daysAgo),
        "INSERT INTO read_task (id, table_id, number, log_partition, done) VALUES ('%s', '%s', 0, 0, true)"
            .formatted(readTask, table),
        """
        INSERT INTO batch (read_task_id, sequence, table_id, log_partition, object_key, bytes, record_count)
        VALUES ('%s', 0, '%s', 0, 'k', 1, 1)
        """
            .formatted(readTask, table),
        "INSERT INTO generation (table_id, number) VALUES ('%s', 1)".formatted(table),
        """
        INSERT INTO block_range (table_id, generation, number, first_page, read_task_id)
        VALUES ('%s', 1, 0, 0, '%s')
        """
            .formatted(table, readTask),
        """
        INSERT INTO iceberg_commit
          (table_id, catalog, namespace, table_name, may_create, write_mode, state, begun_at,
           base_table, committed_at)
        VALUES ('%s', 'c', 'n', 't', true, 'APPEND', 'COMMITTED', now(), 'u', now())
        """
            .formatted(table),
        """
        INSERT INTO lineage_run (table_id, job, run_number, event)
        VALUES ('%s', 'EXTRACT', 1, 'COMPLETE')
        """
            .formatted(table),
        "INSERT INTO receipt (extract_id, state) VALUES ('%s', 'DONE')".formatted(id),
        """
        INSERT INTO table_receipt
          (table_id, source_rows, file_rows, log_rows, target_rows, source_digest, file_digest,
           target_digest, files, digest_sql)
        VALUES ('%s', 1, 1, 1, 1, '', '', '', 1, '')
        """
            .formatted(table));
    return id;
  }

  void two(String schedule) throws SQLException {
    old(schedule, 3, 1);
    old(schedule, 3, 1);
  }

  long rowsOf(UUID extract) throws SQLException {
    return count(
        """
        SELECT (SELECT count(*) FROM extract WHERE id = '%1$s')
             + (SELECT count(*) FROM receipt WHERE extract_id = '%1$s')
             + (SELECT count(*) FROM extract_table t
                LEFT JOIN read_task USING (id) WHERE t.extract_id = '%1$s')
             + (SELECT count(*) FROM batch b JOIN extract_table t ON t.id = b.table_id
                WHERE t.extract_id = '%1$s')
        """
            .formatted(extract));
  }

  UUID ofNoSchedule(int daysAgo) throws SQLException {
    UUID extract = old("none", daysAgo, 1);
    execute("UPDATE extract SET schedule = NULL WHERE id = '%s'".formatted(extract));
    return extract;
  }

  int stepsToTheEnd() {
    int removed = 0;
    for (int step = pruner.step(); step > 0; step = pruner.step()) {
      removed += step;
    }
    return removed;
  }

  /// Deletes all that was made.
  void leaveNothing() throws SQLException {
    execute(
        "DELETE FROM watermark WHERE column_name = 'of a test'",
        "DELETE FROM table_analysis WHERE source = 'prune-source'",
        "DELETE FROM extract WHERE loads IN (SELECT id FROM extract WHERE source = 'prune-source')",
        "UPDATE extract SET schedule = NULL WHERE schedule IS NOT NULL");
    try (Connection connection = service.getConnection()) {
      Pruner.remove(connection, made);
    }
  }
}
