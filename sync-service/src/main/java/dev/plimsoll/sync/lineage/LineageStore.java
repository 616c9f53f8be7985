package dev.plimsoll.sync.lineage;

import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.postgres.statement.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is to be told and what was, in this service's database.
@Singleton
public final class LineageStore {
  private static final String TAKE_TURN =
      "SELECT pg_try_advisory_lock(hashtextextended('plimsoll.sync.lineage', 0))";
  private static final String END_TURN =
      "SELECT pg_advisory_unlock(hashtextextended('plimsoll.sync.lineage', 0))";

  // All tables of the window but those of which everything is told; oldest first.
  private static final String OPEN =
      """
      SELECT t.id, t.state, t.started_at IS NOT NULL AS started,
             t.read_tasks > 0 AND t.read_tasks_done = t.read_tasks AS extracted, t.rows_loaded > 0 AS rows_loaded,
             e.loads IS NULL AS reads, e.target IS NOT NULL AS loads,
             coalesce(e.loads, e.id) AS files_of,
             x.run_number AS x_number, x.event AS x_event, l.run_number AS l_number, l.event AS l_event
      FROM extract_table t
      JOIN extract e ON e.id = t.extract_id
      LEFT JOIN lineage_run x ON x.table_id = t.id AND x.job = 'EXTRACT'
      LEFT JOIN lineage_run l ON l.table_id = t.id AND l.job = 'LOAD'
      WHERE e.started_at > now() - ? * interval '1 millisecond'
        AND (x.event IS DISTINCT FROM 'COMPLETE' AND e.loads IS NULL
             OR l.event IS DISTINCT FROM 'COMPLETE' AND e.target IS NOT NULL)
      ORDER BY e.started_at, t.ordinal
      """;

  private static final String TOLD =
      """
      INSERT INTO lineage_run (table_id, job, run_number, event) VALUES (?, ?, ?, ?)
      ON CONFLICT (table_id, job) DO UPDATE
      SET run_number = excluded.run_number, event = excluded.event, told_at = clock_timestamp()
      """;

  /// A table of which something may be to be told.
  ///
  /// @param filesOf the extract that has written its files
  /// @param extract what was told of reading it
  /// @param load what was told of loading it
  record OpenTable(
      UUID id, UUID filesOf, LineageJob.Facts facts, LineageRun extract, LineageRun load) {
    LineageRun told(LineageJob job) {
      return switch (job) {
        case EXTRACT -> extract;
        case LOAD -> load;
      };
    }
  }

  /// True where no other process tells at the moment. The turn ends with the session.
  boolean takeTurn(Connection session) throws SQLException {
    return Sql.of(session, TAKE_TURN).one(row -> row.getBoolean(1));
  }

  void endTurn(Connection session) throws SQLException {
    Sql.of(session, END_TURN).exists();
  }

  List<OpenTable> open(Connection session, Duration history) throws SQLException {
    return Sql.of(session, OPEN, history.toMillis()).list(LineageStore::table);
  }

  private static OpenTable table(ResultSet row) throws SQLException {
    return new OpenTable(
        row.getObject("id", UUID.class),
        row.getObject("files_of", UUID.class),
        new LineageJob.Facts(
            TableState.valueOf(row.getString("state")),
            row.getBoolean("reads"),
            row.getBoolean("loads"),
            row.getBoolean("started"),
            row.getBoolean("extracted"),
            row.getBoolean("rows_loaded")),
        run(row.getInt("x_number"), row.getString("x_event")),
        run(row.getInt("l_number"), row.getString("l_event")));
  }

  private static LineageRun run(int number, @Nullable String event) {
    return event == null
        ? LineageRun.NONE
        : new LineageRun(number, LineageRun.EventType.valueOf(event));
  }

  void told(Connection session, UUID tableId, LineageJob job, LineageRun run) throws SQLException {
    Sql.of(session, TOLD, tableId, job, run.number(), String.valueOf(run.told())).update();
  }
}
