package dev.plimsoll.queue.workflow;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Files and values of a workflow: what is there from the start, what each job writes, what it
/// reads.
final class WorkflowData {
  /// Rows that a statement inserts: bounds the memory of its parameters.
  private static final int SLICE = 5_000;

  private WorkflowData() {}

  private record Use(String datum, long job) {}

  /// @param first id of the first job
  /// @throws IllegalArgumentException for a value of which a job is the writer
  static void insert(
      Connection connection,
      long workflow,
      long first,
      List<NewJob> jobs,
      Map<String, String> values)
      throws SQLException {
    List<Use> writes = new ArrayList<>();
    List<Use> reads = new ArrayList<>();
    for (int place = 0; place < jobs.size(); place++) {
      long job = first + place;
      NewJob asked = jobs.get(place);
      for (String datum : asked.writes()) {
        if (values.containsKey(datum)) {
          throw new IllegalArgumentException(
              "%s has a value from the start, and job %s writes it".formatted(datum, asked.name()));
        }
        writes.add(new Use(datum, job));
      }
      asked.reads().forEach(datum -> reads.add(new Use(datum, job)));
    }
    insertValues(connection, workflow, values);
    for (List<Use> slice : slices(writes)) {
      insertWrites(connection, workflow, slice);
    }
    for (List<Use> slice : slices(reads)) {
      insertReads(connection, workflow, slice);
    }
  }

  private static void insertValues(Connection connection, long workflow, Map<String, String> values)
      throws SQLException {
    if (values.isEmpty()) {
      return;
    }
    Sql.of(
            connection,
            """
            INSERT INTO job_datum (workflow_id, name, value, written_at)
            SELECT ?, d.name, d.value::jsonb, now() FROM unnest(?, ?) AS d (name, value)
            """,
            workflow,
            values.keySet().toArray(String[]::new),
            values.values().toArray(String[]::new))
        .update();
  }

  private static void insertWrites(Connection connection, long workflow, List<Use> writes)
      throws SQLException {
    Sql.of(
            connection,
            """
            INSERT INTO job_datum (workflow_id, name, writer_id)
            SELECT ?, d.name, d.job_id FROM unnest(?, ?) AS d (name, job_id)
            """,
            workflow,
            names(writes),
            ids(writes))
        .update();
  }

  /// What no job writes and nobody has given a value of is a file that is there.
  private static void insertReads(Connection connection, long workflow, List<Use> reads)
      throws SQLException {
    Sql.of(
            connection,
            """
            WITH used AS MATERIALIZED (
              SELECT u.name, u.job_id FROM unnest(?, ?) AS u (name, job_id)
            ), there AS (
              INSERT INTO job_datum (workflow_id, name)
              SELECT DISTINCT ?::bigint, name FROM used ON CONFLICT DO NOTHING
            )
            INSERT INTO job_read (workflow_id, datum, job_id) SELECT ?, name, job_id FROM used
            """,
            names(reads),
            ids(reads),
            workflow,
            workflow)
        .update();
  }

  private static List<List<Use>> slices(List<Use> uses) {
    List<List<Use>> slices = new ArrayList<>();
    for (int from = 0; from < uses.size(); from += SLICE) {
      slices.add(uses.subList(from, Math.min(uses.size(), from + SLICE)));
    }
    return slices;
  }

  private static String[] names(List<Use> uses) {
    return uses.stream().map(Use::datum).toArray(String[]::new);
  }

  private static long[] ids(List<Use> uses) {
    return uses.stream().mapToLong(Use::job).toArray();
  }
}
