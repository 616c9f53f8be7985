package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractRequest.IcebergRequest;
import dev.plimsoll.contracts.sync.ExtractTopic;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.iceberg.IcebergLedger;
import dev.plimsoll.sync.increment.Watermarks;
import dev.plimsoll.sync.registry.TargetSchemas;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableDefinition;
import dev.plimsoll.sync.table.TableProgress;
import dev.plimsoll.sync.table.TableRows;
import dev.plimsoll.tracing.TraceParent;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Store of extracts: inserts them with their tables, read tasks and commands, and revives tables.
@Singleton
public final class ExtractStore {
  private static final String INSERT_EXTRACT =
      """
      INSERT INTO extract (id, source, target, idempotency_key, request, traceparent)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (idempotency_key) DO NOTHING
      """;

  private static final String FIND = "SELECT id, request FROM extract WHERE idempotency_key = ?";

  private static final String INSERT_TABLE =
      """
      INSERT INTO extract_table
        (id, extract_id, ordinal, schema_name, table_name, state, strategy, log_topic,
         target_schema)
      VALUES (?, ?, ?, ?, ?, 'PLANNED', '', ?, ?)
      """;

  private static final String DEFINE_TABLE =
      """
      UPDATE extract_table
      SET strategy = ?, definition = ?::jsonb, expected_rows = ?, read_tasks = ?, deletes_open = ?
      WHERE id = ?
      """;

  private static final String INSERT_READ_TASK =
      """
      INSERT INTO read_task (id, table_id, number, log_partition, lower_bound, upper_bound)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private static final String REISSUE =
      """
      UPDATE read_task SET issued_at = clock_timestamp()
      WHERE table_id = ? AND NOT done
      RETURNING id
      """;

  private static final String FORGET_DEATHS =
      "UPDATE read_task SET unended = 0, reader = NULL WHERE table_id = ?";

  private static final String REQUEST = "SELECT request FROM extract WHERE id = ?";

  private final TableProgress progress;
  private final GenerationStore generations;
  private final ExtractMessages messages;
  private final SyncConfig config;

  public ExtractStore(
      TableProgress progress,
      GenerationStore generations,
      ExtractMessages messages,
      SyncConfig config) {
    this.progress = progress;
    this.generations = generations;
    this.messages = messages;
    this.config = config;
  }

  ExtractRequest request(Connection connection, UUID id) throws SQLException {
    return Sql.of(connection, REQUEST, id)
        .one(row -> Json.read(row.getString("request"), ExtractRequest.class));
  }

  /// @throws PlimsollException CONFLICT if the key was used for another request
  public Optional<UUID> find(Connection connection, String idempotencyKey, String request)
      throws SQLException {
    return Sql.of(connection, FIND, idempotencyKey)
        .first(
            row -> {
              if (!row.getString("request").equals(request)) {
                throw PlimsollException.conflict(
                    "this Idempotency-Key was used for another request");
              }
              return row.getObject("id", UUID.class);
            });
  }

  /// Inserts an extract with its tables, read tasks and commands. Returns its id, or that of an
  /// extract that the same request has made meanwhile.
  UUID insert(
      Connection connection,
      UUID id,
      ExtractRequest request,
      @Nullable String idempotencyKey,
      List<ExtractPlanner.Outcome> outcomes)
      throws SQLException {
    String text = Json.write(request);
    boolean inserted =
        Sql.of(
                connection,
                INSERT_EXTRACT,
                id,
                request.source(),
                request.target(),
                idempotencyKey,
                text,
                TraceParent.current())
            .updateAny();
    if (!inserted) {
      return find(connection, Objects.requireNonNull(idempotencyKey), text).orElseThrow();
    }
    for (int ordinal : smallestFirst(outcomes)) {
      ExtractPlanner.Outcome outcome = outcomes.get(ordinal);
      UUID tableId = UUID.randomUUID();
      QualifiedName name = outcome.name();
      Sql.of(
              connection,
              INSERT_TABLE,
              tableId,
              id,
              ordinal,
              name.schema(),
              name.name(),
              ExtractTopic.name(request.source(), name, id),
              TargetSchemas.of(request.targetSchemas(), request.target()).schema(name))
          .update();
      define(connection, tableId, id, outcome);
      noteSnapshot(connection, tableId, request, outcome);
    }
    return id;
  }

  private static void noteSnapshot(
      Connection connection, UUID tableId, ExtractRequest request, ExtractPlanner.Outcome outcome)
      throws SQLException {
    IcebergRequest iceberg = request.iceberg();
    if (iceberg != null && outcome instanceof ExtractPlanner.Planned) {
      IcebergLedger.note(connection, tableId, iceberg, outcome.name());
    }
  }

  /// Small tables first: their loads and indexes can begin early, and a large table is divided
  /// among the workers that are free at the end.
  private static List<Integer> smallestFirst(List<ExtractPlanner.Outcome> outcomes) {
    return IntStream.range(0, outcomes.size())
        .boxed()
        .sorted(
            Comparator.comparingLong(
                ordinal ->
                    outcomes.get(ordinal) instanceof ExtractPlanner.Planned planned
                        ? planned.table().bytes()
                        : 0))
        .toList();
  }

  private void define(
      Connection connection, UUID tableId, UUID extractId, ExtractPlanner.Outcome outcome)
      throws SQLException {
    switch (outcome) {
      case ExtractPlanner.Refused refused ->
          progress.fail(connection, tableId, refused.code(), refused.message(), refused.sqlState());
      case ExtractPlanner.Planned planned -> {
        if (planned.increment() != null) {
          try {
            Watermarks.begin(connection, tableId, planned.increment());
          } catch (PlimsollException e) {
            // Another increment is in the way: that stops this table only.
            progress.fail(connection, tableId, e.code(), String.valueOf(e.getMessage()), null);
            return;
          }
        }
        TableDefinition definition = planned.definition();
        Sql.of(
                connection,
                DEFINE_TABLE,
                definition.strategy().name(),
                Json.write(definition),
                planned.table().estimatedRows(),
                planned.readTasks().size(),
                definition.wantsDeletes(),
                tableId)
            .update();
        if (definition.snapshot()) {
          GenerationStore.begin(connection, tableId, 1);
        }
        insertReadTasks(connection, tableId, extractId, planned.readTasks());
      }
    }
  }

  private void insertReadTasks(
      Connection connection, UUID tableId, UUID extractId, List<ReadRange> ranges)
      throws SQLException {
    List<UUID> ids = Stream.generate(UUID::randomUUID).limit(ranges.size()).toList();
    Sql.batch(
        connection,
        INSERT_READ_TASK,
        IntStream.range(0, ranges.size()).boxed().toList(),
        number ->
            Sql.row(
                ids.get(number),
                tableId,
                number,
                number % config.logPartitions(),
                ranges.get(number).lower(),
                ranges.get(number).upper()));
    messages.command(connection, extractId, tableId, ids);
  }

  /// Plans a table anew that was refused before any of it was read.
  void replan(Connection connection, UUID tableId, ExtractPlanner.Outcome outcome)
      throws SQLException {
    ExtractTable table = TableRows.lock(connection, tableId);
    if (table.state() != TableState.FAILED || table.reading().tasks() > 0) {
      throw PlimsollException.conflict(table.name() + " is being retried already");
    }
    if (outcome instanceof ExtractPlanner.Refused refused) {
      throw new PlimsollException(refused.code(), refused.message());
    }
    define(connection, tableId, table.extractId(), outcome);
    noteSnapshot(connection, tableId, request(connection, table.extractId()), outcome);
    ExtractTable defined = TableRows.lock(connection, tableId);
    if (defined.reading().tasks() == 0) {
      throw PlimsollException.conflict(table.name() + " waits for another increment to end");
    }
    progress.revive(connection, defined);
  }

  /// Resumes a failed table.
  void revive(Connection connection, UUID tableId) throws SQLException {
    ExtractTable table = TableRows.lock(connection, tableId);
    if (table.state() != TableState.FAILED) {
      throw PlimsollException.conflict(table.name() + " is being retried already");
    }
    if (table.definition().increment() != null) {
      Watermarks.requireHeld(connection, tableId, table.name());
    }
    progress.revive(connection, table);
    Sql.of(connection, FORGET_DEATHS, tableId).update();
    boolean announced = table.isExtracted() || !table.definition().snapshot();
    Failure failure = table.outcome().failure();
    if (failure != null && failure.code() == ErrorCode.LOG_REFUSED && announced) {
      messages.announceUnplaced(connection, table);
    }
    if (table.definition().snapshot()) {
      // Its snapshot was released with the failure.
      generations.supersede(
          connection, tableId, table.reading().generation(), "the table was retried");
      return;
    }
    reissue(connection, table);
  }

  /// Sends commands again for the open read tasks of a table.
  void reissue(Connection connection, ExtractTable table) throws SQLException {
    List<UUID> open =
        Sql.of(connection, REISSUE, table.id()).list(row -> row.getObject(1, UUID.class));
    messages.command(connection, table.extractId(), table.id(), open);
  }
}
