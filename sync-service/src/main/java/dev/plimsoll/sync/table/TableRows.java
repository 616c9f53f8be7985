package dev.plimsoll.sync.table;

import dev.plimsoll.connector.loading.LoadToken;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.Timing;
import dev.plimsoll.contracts.sync.IncrementWindow.Merged;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.table.ExtractTable.Loading;
import dev.plimsoll.sync.table.ExtractTable.Outcome;
import dev.plimsoll.sync.table.ExtractTable.Reading;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows of `extract_table`.
public final class TableRows {
  private static final String SELECT =
      """
      SELECT t.id, t.extract_id, t.ordinal, t.schema_name, t.table_name, t.target_schema, t.state,
             t.paused, t.definition, t.generation, t.log_topic, t.load_token, t.target_prepared,
             t.deletes_open, t.expected_rows, t.read_tasks, t.read_tasks_done, t.rows_extracted,
             t.rows_loaded, t.rows_inserted, t.rows_replaced, t.rows_deleted, t.bytes, t.objects,
             t.queries, t.empty_queries, t.started_at, t.read_since, t.read_at, t.read_rows,
             t.read_rate, t.read_closing_ms, t.ended_at, t.error_code, t.error,
             e.source, e.target, e.traceparent, (SELECT i.id FROM installation i) AS installation,
             (SELECT sum(s.rows_unannounced) FROM read_task s
              WHERE s.table_id = t.id AND NOT s.done AND t.state = 'EXTRACTING') AS unannounced
      FROM extract_table t JOIN extract e ON e.id = t.extract_id
      """;
  private static final String BY_ID = SELECT + "WHERE t.id = ?";
  private static final String BY_ID_LOCKED = BY_ID + " FOR UPDATE OF t";
  private static final String OF_EXTRACT = SELECT + "WHERE t.extract_id = ? ORDER BY t.ordinal";
  private static final String BY_NAME =
      SELECT + "WHERE t.extract_id = ? AND t.schema_name = ? AND t.table_name = ?";
  private static final String BY_TOPIC = SELECT + "WHERE t.log_topic = ?";

  private static final String OPEN_LOCKED =
      """
      SELECT FROM extract_table
      WHERE id = ? AND generation = ? AND state <> 'FAILED' AND NOT paused
      FOR NO KEY UPDATE
      """;

  private TableRows() {}

  public static ExtractTable byId(Connection connection, UUID id) throws SQLException {
    return Sql.of(connection, BY_ID, id).one(TableRows::table);
  }

  /// Locks the row until the transaction ends. This orders the changes of a table and their
  /// messages.
  public static ExtractTable lock(Connection connection, UUID id) throws SQLException {
    return Sql.of(connection, BY_ID_LOCKED, id).one(TableRows::table);
  }

  /// Locks the row of a table that is still being read in its known generation. Each change of its
  /// read tasks, ranges or batches does this first, which avoids deadlocks.
  ///
  /// @throws PlimsollException CONFLICT if it has failed, is paused or has begun anew
  public static void requireOpen(Connection connection, ExtractTable table) throws SQLException {
    if (!Sql.of(connection, OPEN_LOCKED, table.id(), table.reading().generation()).exists()) {
      throw PlimsollException.conflict(
          table.name() + " has failed, is paused or has begun anew meanwhile");
    }
  }

  public static List<ExtractTable> ofExtract(Connection connection, UUID extractId)
      throws SQLException {
    return Sql.of(connection, OF_EXTRACT, extractId).list(TableRows::table);
  }

  public static Optional<ExtractTable> byTopic(Connection connection, String topic)
      throws SQLException {
    return Sql.of(connection, BY_TOPIC, topic).first(TableRows::table);
  }

  /// @throws PlimsollException NOT_FOUND
  public static ExtractTable byName(Connection connection, UUID extractId, QualifiedName name)
      throws SQLException {
    return Sql.of(connection, BY_NAME, extractId, name.schema(), name.name())
        .first(TableRows::table)
        .orElseThrow(
            () -> PlimsollException.notFound("extract " + extractId + " has no table " + name));
  }

  private static ExtractTable table(ResultSet row) throws SQLException {
    String definition = row.getString("definition");
    return new ExtractTable(
        row.getObject("id", UUID.class),
        row.getObject("extract_id", UUID.class),
        row.getInt("ordinal"),
        new QualifiedName(row.getString("schema_name"), row.getString("table_name")),
        definition == null ? TableDefinition.NONE : Json.read(definition, TableDefinition.class),
        new TableCounters(
            row.getLong("expected_rows"),
            row.getLong("rows_extracted"),
            row.getLong("rows_loaded"),
            row.getLong("bytes"),
            row.getLong("objects"),
            row.getLong("queries"),
            row.getLong("empty_queries"),
            row.getLong("rows_extracted") + row.getLong("unannounced")),
        outcome(row),
        reading(row),
        loading(row));
  }

  private static Outcome outcome(ResultSet row) throws SQLException {
    String code = row.getString("error_code");
    return new Outcome(
        TableState.valueOf(row.getString("state")),
        new Timing(
            Columns.instantOrNull(row, "started_at"), Columns.instantOrNull(row, "ended_at")),
        code == null ? null : Failure.of(ErrorCode.of(code), row.getString("error")));
  }

  private static Reading reading(ResultSet row) throws SQLException {
    return new Reading(
        row.getString("source"),
        row.getString("log_topic"),
        row.getInt("generation"),
        row.getBoolean("paused"),
        row.getInt("read_tasks"),
        row.getInt("read_tasks_done"),
        new ReadingPace(
            Columns.instantOrNull(row, "read_since"),
            Columns.instantOrNull(row, "read_at"),
            row.getLong("read_rows"),
            row.getDouble("read_rate"),
            Duration.ofMillis(row.getLong("read_closing_ms"))),
        row.getString("traceparent"));
  }

  private static Loading loading(ResultSet row) throws SQLException {
    return new Loading(
        row.getString("target"),
        row.getString("target_schema"),
        new LoadToken(row.getObject("installation", UUID.class), row.getLong("load_token")),
        row.getBoolean("target_prepared"),
        row.getBoolean("deletes_open"),
        new Merged(
            row.getLong("rows_inserted"),
            row.getLong("rows_replaced"),
            row.getLong("rows_deleted")));
  }
}
