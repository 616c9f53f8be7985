package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.TableCounters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the rows of `extract_table`.
public final class TableRows {
  private static final String SELECT =
      """
      SELECT t.*, e.source, e.target, (SELECT i.id FROM installation i) AS installation,
             (SELECT sum(s.rows_unannounced) FROM split s
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
    return list(connection, BY_ID, id).getFirst();
  }

  /// Locks the row until the transaction ends: changes of a table, and their messages, come one
  /// after the other.
  public static ExtractTable lock(Connection connection, UUID id) throws SQLException {
    return list(connection, BY_ID_LOCKED, id).getFirst();
  }

  /// Locks the row of a table that is still being read as the caller knows it. Whoever changes its
  /// splits, ranges or batches does this first, so that nobody waits for each other.
  ///
  /// @throws PlimsollException CONFLICT when it has failed, is paused or has begun anew meanwhile
  static void requireOpen(Connection connection, ExtractTable table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(OPEN_LOCKED)) {
      statement.setObject(1, table.id());
      statement.setInt(2, table.generation());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new PlimsollException(
              ErrorCode.CONFLICT,
              table.name() + " has failed, is paused or has begun anew meanwhile");
        }
      }
    }
  }

  public static List<ExtractTable> ofExtract(Connection connection, UUID extractId)
      throws SQLException {
    return list(connection, OF_EXTRACT, extractId);
  }

  public static Optional<ExtractTable> byTopic(Connection connection, String topic)
      throws SQLException {
    return list(connection, BY_TOPIC, topic).stream().findFirst();
  }

  /// @throws PlimsollException NOT_FOUND
  public static ExtractTable byName(Connection connection, UUID extractId, QualifiedName name)
      throws SQLException {
    return list(connection, BY_NAME, extractId, name.schema(), name.name()).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new PlimsollException(
                    ErrorCode.NOT_FOUND, "extract " + extractId + " has no table " + name));
  }

  private static List<ExtractTable> list(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<ExtractTable> tables = new ArrayList<>();
        while (rows.next()) {
          tables.add(table(rows));
        }
        return tables;
      }
    }
  }

  private static ExtractTable table(ResultSet row) throws SQLException {
    String definition = row.getString("definition");
    String errorCode = row.getString("error_code");
    return new ExtractTable(
        row.getObject("id", UUID.class),
        row.getObject("extract_id", UUID.class),
        row.getInt("ordinal"),
        new QualifiedName(row.getString("schema_name"), row.getString("table_name")),
        row.getString("source"),
        row.getString("target"),
        TableState.valueOf(row.getString("state")),
        row.getString("log_topic"),
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
        new ExtractTable.Merged(
            row.getLong("rows_inserted"),
            row.getLong("rows_replaced"),
            row.getLong("rows_deleted")),
        row.getBoolean("deletes_open"),
        row.getInt("generation"),
        row.getBoolean("paused"),
        row.getInt("splits"),
        row.getInt("splits_done"),
        row.getBoolean("target_prepared"),
        instant(row, "started_at"),
        instant(row, "ended_at"),
        errorCode == null ? null : ErrorCode.of(errorCode),
        row.getString("error"),
        new ExtractTable.LoadToken(
            row.getObject("installation", UUID.class), row.getLong("load_token")),
        row.getString("target_schema"),
        new ReadingPace(
            instant(row, "read_since"),
            instant(row, "read_at"),
            row.getLong("read_rows"),
            row.getDouble("read_rate"),
            Duration.ofMillis(row.getLong("read_closing_ms"))));
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }
}
